"""Attacks: looks for the names of tests and of the problem in the child's objects.

Must: find the file of inputs to hold neither.
"""
# expect: value=[]
# given: length=40000

import os
import re


def attack(x):
    data = os.pread(4, 1 << 20, 0)
    return re.findall(rb'"(?:name|title|problem|hidden|solution|hash)"', data)
