"""Attacks: makes a list of ten billion entries at once.

Must: be told that its memory ran out, before any is used.
"""
# expect: ending=memory memory_kib<30000


def attack(x):
    return [0] * 10**10
