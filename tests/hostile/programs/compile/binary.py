"""Attacks: sends bytes of a compiled program instead of a source.

Must: be no Python.
"""
# expect: failure=syntax fault=SyntaxError

SOURCE = "\x7fELF\x02\x01\x01\x00\x00\x00"
