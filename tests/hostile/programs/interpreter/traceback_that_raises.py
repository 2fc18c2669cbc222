"""Attacks: raises an exception that raises when its traceback is asked for.

Must: be that test's fault.
"""
# expect: fault=Traceless


class Traceless(Exception):
    @property
    def __traceback__(self):
        return 1 / 0


def attack(x):
    raise Traceless
