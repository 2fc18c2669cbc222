"""Attacks: leaves with the status by which a child says that memory ran out.

Must: be believed: it is the program's own loss.
"""
# expect: ending=memory status=86 answers=0

import os


def attack(x):
    os._exit(86)
