"""Attacks: makes an array larger than its memory before it defines anything.

Must: be told that its memory ran out.
"""
# expect: ending=memory answers=0

import numpy as np

kept = np.ones(10**10)
