"""Attacks: nests a hundred thousand parentheses.

Must: be no Python: the parser has a depth.
"""
# expect: failure=syntax fault=SyntaxError message~"too many nested parentheses"

SOURCE = "def attack(x):\n    return " + "(" * 100_000 + "1" + ")" * 100_000
