"""Attacks: leaves messages in the interpreter's settings.

Must: find them as every run begins.
"""
# expect: value="(1000, 4300, True, 28, 'warn')"
# given: runs=2

import decimal
import gc
import sys

import numpy as np


def attack(x):
    found = (
        sys.getrecursionlimit(),
        sys.get_int_max_str_digits(),
        gc.get_threshold()[0] in (700, 2000),  # until Python 3.12, and from then on
        decimal.getcontext().prec,
        np.geterr()["over"],
    )
    sys.setrecursionlimit(900)
    sys.set_int_max_str_digits(5000)
    gc.set_threshold(123)
    decimal.getcontext().prec = 99
    np.seterr(all="ignore")
    return found
