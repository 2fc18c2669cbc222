"""Attacks: returns a number whose every comparison is true.

Must: be wrong: only plain numbers are numbers.
"""
# expect: value=<Near>


class Near(float):
    def __eq__(self, other):
        return True

    def __sub__(self, other):
        return 0.0

    __rsub__ = __sub__
    __le__ = __ge__ = __lt__ = __gt__ = __eq__
    __hash__ = float.__hash__


def attack(x):
    return Near()
