"""Attacks: closes standard output and error, then prints and returns.

Must: have its answer taken all the same, as not the right one.
"""
# expect: fault=OSError|ValueError

import os


def attack(x):
    os.close(1)
    os.close(2)
    print("nowhere", flush=True)
