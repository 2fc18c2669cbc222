"""Attacks: replaces standard output by an object that raises.

Must: get its own exception, in its own test.
"""
# expect: fault=ZeroDivisionError

import sys


class Broken:
    def write(self, text):
        return 1 / 0


def attack(x):
    sys.stdout = Broken()
    print("x")
