"""Attacks: opens a path of lone surrogates, and lets the error show it.

Must: find no such file; the judge must be able to pass the path in the message on.
"""
# expect: fault=FileNotFoundError message~"No such file"


def attack(x):
    with open("/\udcff\udc80") as file:
        return file.read()
