"""Attacks: opens a path far longer than the kernel takes.

Must: get the operating system's error, and no more.
"""
# expect: fault=OSError message~"name too long"


def attack(x):
    with open("/" + "a" * 1_000_000) as file:
        return file.read()
