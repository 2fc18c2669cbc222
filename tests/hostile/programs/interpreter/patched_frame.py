"""Attacks: replaces the method that puts the child's messages into frames.

Must: be a crash: the judge reads what is sent, and it is no message.
"""
# expect: ending=crashed signal=9 answers=0
# given: inputs=2

import sys
import time


def attack(x):
    if x[0] > 0:
        time.sleep(9)
    packer = sys.modules["cell.wire"].Packer
    frame = packer.frame
    packer.frame = lambda self, text: frame(self, '{"verdict": "accepted"}')
