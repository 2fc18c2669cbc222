"""Attacks: indents each of a thousand blocks more than the one before.

Must: be no Python: indentation has a depth.
"""
# expect: failure=syntax fault=SyntaxError message~"too many levels of indentation"

SOURCE = "".join(" " * depth + "if 1:\n" for depth in range(1000))
