"""Attacks: makes a string of bytes larger than the machine's memory.

Must: be told that its memory ran out.
"""
# expect: ending=memory memory_kib<30000


def attack(x):
    return bytes(10**13)
