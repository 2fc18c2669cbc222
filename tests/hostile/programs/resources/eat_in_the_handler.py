"""Attacks: goes on eating when memory has run out, in the handler.

Must: be told that its memory ran out.
"""
# expect: ending=memory memory_kib<160000

kept = []


def attack(x):
    size = 1 << 24
    while True:
        try:
            kept.append(bytearray(size))
        except MemoryError:
            if size == 1:
                raise
            size //= 2
