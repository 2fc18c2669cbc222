"""Attacks: replaces what the child decodes the next tests' inputs with.

Must: reach its own inputs only: the answers are as wrong as it likes them to be.
"""
# expect: value=mine answers=2
# given: inputs=1 batches=2

import sys


def attack(x):
    inputs = sys.modules["cell.inputs"]
    inputs.unpack = lambda *_: None
    inputs.Inputs.values = lambda self, trees: dict.fromkeys(trees)
    inputs.np.asarray = inputs.np.ndarray = None
    return "mine"
