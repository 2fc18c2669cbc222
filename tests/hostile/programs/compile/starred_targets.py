"""Attacks: unpacks into more names than the interpreter's instruction can hold.

Must: be no Python.
"""
# expect: failure=syntax fault=SyntaxError message~"too many expressions"
# given: cpu_seconds=2

SOURCE = "def attack(x):\n    " + ", ".join(f"a{i}" for i in range(300)) + ", *rest = x\n"
