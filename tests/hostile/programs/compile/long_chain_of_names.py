"""Attacks: chains a hundred thousand attributes.

Must: be no Python: the compiler has a depth.
"""
# expect: failure=syntax fault=SyntaxError message~recursion|Stack

SOURCE = "def attack(x):\n    return x" + ".T" * 100_000 + "\n"
