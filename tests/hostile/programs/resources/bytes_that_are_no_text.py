"""Attacks: prints bytes that are no UTF-8, zero bytes and control sequences.

Must: have them shown as text, with a sign for what is none.
"""
# expect: value=None stdout~�

import os


def attack(x):
    os.write(1, b"\0\xff\xfe\x1b[2J\x1b]0;title\x07\xf0\x9f" + bytes(range(256)))
