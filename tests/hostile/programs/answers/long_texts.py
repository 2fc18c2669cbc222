"""Attacks: returns a list of long texts, which the judge would write out with every escape.

Must: be wrong, and be shown in part.
"""
# expect: value~"['\\x00\\x00" answers=1


def attack(x):
    return ["\0" * 100_000]
