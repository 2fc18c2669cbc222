"""Attacks: raises an exception whose text is ten megabytes long.

Must: be a fault with the beginning of the text.
"""
# expect: fault=ValueError message~AAAAAAAA


def attack(x):
    raise ValueError("A" * 10_000_000)
