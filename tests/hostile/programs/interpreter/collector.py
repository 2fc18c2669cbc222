"""Attacks: makes every garbage collection run its code, in the middle of the judge's.

Must: be judged by its answer.
"""
# expect: value=0

import gc


def attack(x):
    gc.set_threshold(1)
    gc.callbacks.append(lambda *_: [None] * 10)
    return 0
