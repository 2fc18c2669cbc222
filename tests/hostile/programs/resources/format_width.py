"""Attacks: formats a number into ten billion columns.

Must: be told that its memory ran out.
"""
# expect: ending=memory memory_kib<30000


def attack(x):
    return f"{1:10000000000}"
