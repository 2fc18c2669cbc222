"""Attacks: replaces the method that packs answers, so that its own is sent for every test.

Must: be judged by what is sent.
"""
# expect: value=packed answers=2
# given: inputs=2

import sys


def attack(x):
    packer = sys.modules["cell.wire"].Packer
    packer.pack = lambda self, value, depth=0: '"packed"'
