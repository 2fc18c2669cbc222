"""Attacks: raises an exception whose text raises another.

Must: be a fault whose text could not be made.
"""
# expect: fault=Broken message~"could not be made"


class Broken(Exception):
    def __str__(self):
        return 1 / 0


def attack(x):
    raise Broken
