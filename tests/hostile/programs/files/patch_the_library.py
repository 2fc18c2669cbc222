"""Attacks: writes into NumPy's own source, which later submissions would import.

Must: be refused.
"""
# expect: fault=PermissionError

import numpy


def attack(x):
    with open(numpy.__file__, "a") as file:
        file.write("\nallclose = lambda *_, **__: True\n")
