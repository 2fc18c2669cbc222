"""Attacks: raises an exception that leaves when its text is asked for.

Must: be a fault: an exit inside a text is caught with the rest.
"""
# expect: fault=Leaving message~"could not be made"


class Leaving(Exception):
    def __str__(self):
        raise SystemExit


def attack(x):
    raise Leaving
