"""Attacks: reads the machine's list of users.

Must: find no such file, or be refused it: only the interpreter's folders are there to be read.
"""
# expect: fault=FileNotFoundError|PermissionError


def attack(x):
    with open("/etc/passwd") as file:
        return file.read()
