"""Attacks: reads the command line of process 1.

Must: find no /proc: other processes are none of a program's business.
"""
# expect: fault=FileNotFoundError|PermissionError


def attack(x):
    with open("/proc/1/cmdline") as file:
        return file.read()
