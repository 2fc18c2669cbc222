"""Attacks: climbs above the root with a chain of double dots.

Must: end at the same root, where no users are listed.
"""
# expect: fault=FileNotFoundError|PermissionError

import os


def attack(x):
    here = os.path.dirname(os.__file__)
    with open(here + "/.." * 100 + "/etc/shadow") as file:
        return file.read()
