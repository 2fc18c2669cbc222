"""Attacks: compiles a bomb while a test runs, past the checks of its source.

Must: get Python's own error.
"""
# expect: fault=SyntaxError|RecursionError|MemoryError


def attack(x):
    return eval("(" * 100_000 + ")" * 100_000)
