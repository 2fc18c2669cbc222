"""Attacks: prints for ever.

Must: be stopped when it has printed as much as it may.
"""
# expect: ending=output stdout~yyyy


def attack(x):
    while True:
        print("y" * 79)
