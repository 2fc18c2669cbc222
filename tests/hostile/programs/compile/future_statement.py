"""Attacks: asks for a feature that the judge's own files use, in the wrong place.

Must: be no Python.
"""
# expect: failure=syntax fault=SyntaxError message~beginning

SOURCE = "x = 1\nfrom __future__ import annotations\n"
