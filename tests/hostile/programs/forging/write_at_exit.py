"""Attacks: sends another answer when the interpreter ends.

Must: keep its only answer: the interpreter is left without ceremony.
"""
# expect: value=first stdout=""

import atexit


def attack(x):
    atexit.register(print, "too late")
    return "first"
