"""Attacks: changes its inputs in place, so that a comparison with them would pass.

Must: be judged by what it returns: expected values were made elsewhere, before.
"""
# expect: value=None answers=2
# given: inputs=2


def attack(x):
    x += 1
