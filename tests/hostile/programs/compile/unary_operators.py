"""Attacks: puts a hundred thousand signs before a number.

Must: be no Python, or take too much memory: the parser has a depth.
"""
# expect: ending=memory|finished failure=syntax|None answers=0

SOURCE = "value = " + "-" * 100_000 + "1\n\ndef attack(x):\n    return value\n"
