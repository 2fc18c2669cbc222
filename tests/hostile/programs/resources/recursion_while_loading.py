"""Attacks: calls itself for ever before any test.

Must: fail to load, with Python's own error.
"""
# expect: failure=load fault=RecursionError


def again():
    again()


again()
