"""Attacks: nests formatted texts in one another's formats.

Must: be no Python: formats have a depth.
"""
# expect: failure=syntax fault=SyntaxError message~"nested too deeply"

SOURCE = "def attack(x):\n    return f'{x:{x:{x:{x}}}}'\n"
