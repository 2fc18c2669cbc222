"""Attacks: returns a dict whose every key is a long text.

Must: be wrong, and be shown with the beginnings of its keys.
"""
# expect: value~"{'00000000"


def attack(x):
    return {f"{number:04000}": number for number in range(200)}
