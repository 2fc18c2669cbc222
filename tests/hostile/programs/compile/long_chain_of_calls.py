"""Attacks: calls a hundred thousand results.

Must: be no Python: the compiler has a depth.
"""
# expect: failure=syntax fault=SyntaxError message~recursion|Stack

SOURCE = "def attack(x):\n    return attack" + "()" * 100_000 + "\n"
