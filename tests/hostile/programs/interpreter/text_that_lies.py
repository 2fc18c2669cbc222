"""Attacks: raises an exception whose text is a subclass of text, which lies about its parts.

Must: be a fault, or a crash of the program's alone; the judge takes nothing but text.
"""
# expect: ending=crashed signal=9 answers=0
# given: inputs=2

import time


class Text(str):
    def __getitem__(self, key):
        return 5


class Lying(Exception):
    def __str__(self):
        return Text("text")


def attack(x):
    if x[0] > 0:
        time.sleep(9)
    raise Lying
