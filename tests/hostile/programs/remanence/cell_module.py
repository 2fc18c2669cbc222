"""Attacks: leaves a patched sender in the cell's own module.

Must: find the plain one again.
"""
# expect: value=_send
# given: runs=2

import sys


def attack(x):
    child = sys.modules["cell.child"].Child
    found = child._send.__name__
    send = child._send

    def patched(self, *arguments):
        send(self, *arguments)

    child._send = patched
    return found
