"""Attacks: nests more loops than the interpreter has room for.

Must: be no Python.
"""
# expect: failure=syntax fault=SyntaxError message~"too many statically nested blocks"

SOURCE = "".join(" " * depth + "while 1:\n" for depth in range(50)) + " " * 50 + "pass\n"
