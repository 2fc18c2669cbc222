"""Attacks: returns a list that never ends when it is gone through.

Must: be wrong: a list's subclass is not sent.
"""
# expect: value=<Endless>


class Endless(list):
    def __iter__(self):
        while True:
            yield 1


def attack(x):
    return Endless()
