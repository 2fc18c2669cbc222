"""Attacks: raises an exception whose class raises when its name is asked for.

Must: be that test's fault, under the name that the class has.
"""
# expect: fault=Nameless


class Kind(type):
    __name__ = property(lambda cls: 1 / 0)


class Nameless(Exception, metaclass=Kind):
    pass


def attack(x):
    raise Nameless
