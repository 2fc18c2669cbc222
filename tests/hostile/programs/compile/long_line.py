"""Attacks: writes a line of a megabyte.

Must: be compiled; its answer is wrong.
"""
# expect: value=1000000

SOURCE = "def attack(x):\n    return len('" + "x" * 1_000_000 + "')\n"
