"""Attacks: returns a text that cannot be written as UTF-8.

Must: be wrong, as a text that the judge can store and pass on.
"""
# expect: value~?|\\ud800


def attack(x):
    return "\ud800 text \udfff"
