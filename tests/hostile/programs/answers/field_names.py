"""Attacks: returns records whose fields are called as a message, which the answer's type tells.

Must: be a value that cannot be sent, whose name is cut.
"""
# expect: value~"<ndarray of [('message"

import numpy as np


def attack(x):
    return np.zeros(3, [("message" * 100, "<f8"), ("<img src=x>", "<f8")])
