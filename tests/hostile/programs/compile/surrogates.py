"""Attacks: writes signs into its source that no UTF-8 can hold.

Must: be no Python, or be read with question marks.
"""
# expect: failure=syntax fault=SyntaxError

SOURCE = "def attack(x):\n    return \udcff\n"
