"""Attacks: puts a hundred thousand signs before a number.

Must: be too much for the parser, which calls its depth a want of memory.
"""
# expect: ending=memory answers=0 memory_kib<60000

SOURCE = "value = " + "-" * 100_000 + "1\n\ndef attack(x):\n    return value\n"
