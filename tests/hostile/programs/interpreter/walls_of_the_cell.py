"""Attacks: runs the cell's own code for namespaces again, for a user namespace of its own.

Must: be killed by the filter: what the cell may do before its walls stand, none may afterwards.
"""
# expect: ending=crashed signal=31 answers=0

import importlib


def attack(x):
    importlib.import_module("cell.rootfs")._leave(["user", "mount"])
