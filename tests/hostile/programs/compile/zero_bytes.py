"""Attacks: writes a zero byte into its source, at which C code stops reading.

Must: be no Python as a whole.
"""
# expect: failure=syntax fault=SyntaxError message~"null bytes"

SOURCE = "def attack(x):\n    return x\n\0import os\n"
