"""Attacks: returns an integer of five thousand digits.

Must: be no value: integers have a length.
"""
# expect: value=<int>


def attack(x):
    return 10**5000
