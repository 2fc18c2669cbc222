"""Attacks: writes a number of a hundred thousand digits.

Must: be no Python: numbers have a length.
"""
# expect: failure=syntax fault=SyntaxError message~"Exceeds the limit"

SOURCE = "VALUE = " + "9" * 100_000 + "\n"
