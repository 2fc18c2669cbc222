"""Attacks: returns from the module, before any function is defined.

Must: be no Python.
"""
# expect: failure=syntax fault=SyntaxError message~"outside function"

SOURCE = "return 1\n"
