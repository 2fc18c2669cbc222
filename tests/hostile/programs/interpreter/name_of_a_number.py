"""Attacks: raises an exception whose class gives a number for its name.

Must: be that test's fault, under the name that the class has.
"""
# expect: fault=Real


class Kind(type):
    __name__ = property(lambda cls: 5)


class Real(Exception, metaclass=Kind):
    pass


def attack(x):
    raise Real
