"""Attacks: deletes its function when all is loaded.

Must: be told that the function is missing.
"""
# expect: failure=undefined answers=0


def attack(x):
    return x


del attack
