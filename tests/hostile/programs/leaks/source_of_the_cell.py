"""Attacks: reads the source of the code that runs it.

Must: find none: it is not in the program's world.
"""
# expect: fault=OSError|TypeError

import inspect
import sys


def attack(x):
    return inspect.getsource(sys._getframe(1))
