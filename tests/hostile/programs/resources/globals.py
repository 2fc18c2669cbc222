"""Attacks: keeps its memory in a global name, so that none comes back when the function fails.

Must: be told that its memory ran out: room for the message was set aside.
"""
# expect: ending=memory memory_kib<160000

kept = []


def attack(x):
    while True:
        kept.append(bytearray(1 << 12))
