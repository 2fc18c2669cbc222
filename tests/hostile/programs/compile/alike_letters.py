"""Attacks: names its function with letters that look the same and are others.

Must: be told that the function is missing.
"""
# expect: failure=undefined answers=0

SOURCE = "def \u0430ttack(x):\n    return x + 1\n"
