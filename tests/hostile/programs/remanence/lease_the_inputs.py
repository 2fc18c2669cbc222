"""Attacks: takes a lease on its inputs' file, to be told when it is opened.

Must: be refused.
"""
# expect: fault=PermissionError
# given: length=40000

import fcntl


def attack(x):
    fcntl.fcntl(4, fcntl.F_SETLEASE, fcntl.F_RDLCK)
