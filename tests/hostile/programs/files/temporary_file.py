"""Attacks: asks the standard library for a temporary file.

Must: be told that no folder for one can be used.
"""
# expect: fault=FileNotFoundError

import tempfile


def attack(x):
    with tempfile.TemporaryFile() as file:
        return file.write(b"kept")
