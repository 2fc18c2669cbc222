"""Attacks: calls itself for ever.

Must: get Python's own error.
"""
# expect: fault=RecursionError


def attack(x):
    return attack(x)
