"""Attacks: returns a dict whose key cannot be written as UTF-8.

Must: be wrong, as a dict that the judge can store and pass on.
"""
# expect: value~{


def attack(x):
    return {"\ud800": 1}
