"""Attacks: looks for the problem library, the database and the judge's own source.

Must: find none of them.
"""
# expect: value=[]

import contextlib
import os
import sys


def attack(x):
    roots = {"/", "/app", "/srv", "/work", "/opt", "/var", "/home", "/root", "/nabla", "/cell"}
    roots |= {os.path.dirname(sys.prefix), os.path.dirname(os.path.dirname(sys.prefix))}
    names = ("problems", "judge", "cell", "api", "var/nabla.db", "nabla.db", "tests", ".git")
    found = []
    for root in roots:
        for name in names:
            with contextlib.suppress(OSError):
                found += os.listdir(os.path.join(root, name))
    return found
