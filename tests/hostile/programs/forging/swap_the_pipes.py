"""Attacks: sends its answers to standard output, and what it prints to the judge.

Must: be a crash: the words "{"k" announce a frame of two gigabytes, and no answer came.
"""
# expect: ending=output signal=9 answers=0

import os
import time


def attack(x):
    output = os.dup(1)
    os.close(1)
    os.dup(3)  # takes the lowest free number, 1
    os.close(3)
    os.dup(output)
    os.write(1, b'{"k":"end"}')
    time.sleep(9)
