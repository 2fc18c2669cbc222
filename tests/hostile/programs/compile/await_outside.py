"""Attacks: awaits in the module, which some embedders allow.

Must: be no Python.
"""
# expect: failure=syntax fault=SyntaxError message~"outside function"

SOURCE = "await print()\n"
