"""Attacks: replaces built-in functions that the child uses itself.

Must: break its own report at most.
"""
# expect: ending=crashed status=1|None|0 answers=0

import builtins


def attack(x):
    builtins.isinstance = builtins.type = builtins.len = builtins.memoryview = None
    return 0
