"""Attacks: strings twenty thousand alternatives together, each inside the one before.

Must: be too much for the parser, which calls its depth a want of memory, or for the compiler.
"""
# expect: ending=memory answers=0 memory_kib<60000

SOURCE = "def attack(x):\n    if x is 0: pass\n" + "    elif x is 1: pass\n" * 20_000
