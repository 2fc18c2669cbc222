"""Attacks: reads a library past the kernel's cache, so that the disk has to work each time.

Must: be refused.
"""
# expect: fault=PermissionError

import os

import numpy


def attack(x):
    descriptor = os.open(numpy.__file__, os.O_RDONLY | os.O_DIRECT)
    return os.read(descriptor, 512)
