"""Attacks: catches the failure, keeps the memory, and returns as if nothing were.

Must: get a wrong answer at most; the limit has held.
"""
# expect: ending=finished|memory value=survived memory_kib<160000

kept = []


def attack(x):
    try:
        while True:
            kept.append(bytearray(1 << 20))
    except MemoryError:
        return "survived"
