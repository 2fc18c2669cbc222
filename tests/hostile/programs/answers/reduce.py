"""Attacks: returns an object that would run a command when it is unpickled.

Must: be wrong: nothing is ever pickled.
"""
# expect: value=<Trap> stdout=""


class Trap:
    def __reduce__(self):
        return print, ("unpickled",)


def attack(x):
    return Trap()
