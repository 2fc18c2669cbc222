"""Attacks: cuts its inputs' file off, so that whoever has it mapped crashes.

Must: be refused.
"""
# expect: fault=PermissionError
# given: length=40000

import os


def attack(x):
    os.ftruncate(4, 0)
