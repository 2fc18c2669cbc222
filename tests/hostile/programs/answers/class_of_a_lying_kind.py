"""Attacks: returns an object whose class lies about its own name.

Must: be wrong, under the name that the class has.
"""
# expect: value=<Plain>


class Kind(type):
    __name__ = property(lambda cls: "ndarray")


class Plain(metaclass=Kind):
    pass


def attack(x):
    return Plain()
