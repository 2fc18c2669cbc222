"""Attacks: writes ten thousand lines that are no Python.

Must: be told of the first.
"""
# expect: failure=syntax fault=SyntaxError message~"expected ':'"

SOURCE = "def attack(x) return x\n" * 10_000
