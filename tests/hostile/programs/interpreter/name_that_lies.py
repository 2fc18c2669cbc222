"""Attacks: raises an exception whose class calls itself something else.

Must: be that test's fault, under the name that the class has.
"""
# expect: fault=Real


class Kind(type):
    __name__ = property(lambda cls: "Accepted")


class Real(Exception, metaclass=Kind):
    pass


def attack(x):
    raise Real
