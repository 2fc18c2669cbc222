"""Attacks: writes a pickle of a list that is nested ten thousand deep.

Must: get Python's own error.
"""
# expect: fault=RecursionError

import pickle


def attack(x):
    nested = []
    for _ in range(10_000):
        nested = [nested]
    return pickle.dumps(nested)
