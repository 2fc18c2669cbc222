"""Attacks: returns a dict whose keys are NaN, a tuple, an object and a frozen set.

Must: be wrong.
"""
# expect: value~nan


def attack(x):
    return {float("nan"): 1, (1, 2): 2, object(): 3, frozenset([1]): 4, None: 5, True: 6}
