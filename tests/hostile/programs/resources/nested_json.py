"""Attacks: reads JSON that is nested a hundred thousand deep.

Must: get Python's own error.
"""
# expect: fault=RecursionError

import json


def attack(x):
    return json.loads("[" * 100_000)
