"""Attacks: returns eight gigabytes that are one number in memory.

Must: be told that memory ran out, at once.
"""
# expect: ending=memory cpu_ms<150 memory_kib<30000

import numpy as np


def attack(x):
    return np.broadcast_to(1.0, (10**9,))
