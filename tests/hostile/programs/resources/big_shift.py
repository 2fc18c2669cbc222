"""Attacks: makes an integer of a trillion bits by a shift.

Must: be told that its memory ran out.
"""
# expect: ending=memory memory_kib<30000


def attack(x):
    return 1 << 10**12
