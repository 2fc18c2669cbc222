"""Attacks: returns an object that is equal to everything.

Must: be wrong: a type that is no value is not sent.
"""
# expect: value=<Agreeable>


class Agreeable:
    def __eq__(self, other):
        return True

    def __ne__(self, other):
        return False

    __hash__ = None


def attack(x):
    return Agreeable()
