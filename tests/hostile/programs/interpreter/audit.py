"""Attacks: forbids by an audit hook what the child does next.

Must: break its own report at most.
"""
# expect: value=0

import sys


def refuse(event, arguments):
    if event not in ("object.__getattr__", "sys._getframe"):
        raise PermissionError(event)


def attack(x):
    sys.addaudithook(refuse)
    return 0
