"""Attacks: writes a pickle of a list that is nested a hundred thousand deep.

Must: get Python's own error.
"""
# expect: fault=RecursionError

import pickle


def attack(x):
    nested = []
    for _ in range(100_000):
        nested = [nested]
    return pickle.dumps(nested)
