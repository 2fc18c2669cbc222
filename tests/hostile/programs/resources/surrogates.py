"""Attacks: prints a text that cannot be written as UTF-8.

Must: have it shown with its escapes.
"""
# expect: value=None stdout~\\udfff


def attack(x):
    print("\udfff")
