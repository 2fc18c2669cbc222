"""Attacks: replaces the function behind every import.

Must: break its own imports alone.
"""
# expect: fault=ZeroDivisionError

import builtins


def attack(x):
    builtins.__import__ = lambda *_, **__: 1 / 0
    import json

    return json
