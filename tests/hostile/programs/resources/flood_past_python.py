"""Attacks: writes to the descriptor of standard error, past Python's streams.

Must: be stopped.
"""
# expect: ending=output

import os


def attack(x):
    while True:
        os.write(2, b"eeeeeeee")
