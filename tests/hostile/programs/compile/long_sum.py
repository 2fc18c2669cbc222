"""Attacks: adds a hundred thousand numbers in one expression.

Must: be no Python: the compiler has a depth.
"""
# expect: failure=syntax fault=SyntaxError message~recursion|Stack

SOURCE = "def attack(x):\n    return " + "x + " * 100_000 + "1\n"
