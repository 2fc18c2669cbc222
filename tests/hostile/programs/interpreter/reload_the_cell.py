"""Attacks: loads the child's own module anew.

Must: find no source for it: it is not in the program's world.
"""
# expect: fault=ModuleNotFoundError|FileNotFoundError|PermissionError

import importlib
import sys


def attack(x):
    return importlib.reload(sys.modules["cell.child"])
