"""Attacks: writes a constant text of a terabyte, which a compiler may work out.

Must: be told that its memory ran out, when the code is loaded.
"""
# expect: ending=memory answers=0 memory_kib<30000

VALUE = "x" * 1_000_000 * 1_000_000


def attack(x):
    return VALUE
