"""Attacks: looks among the modules that are loaded already for parts of the judge.

Must: find the cell's own, which know nothing of problems.
"""
# expect: value=[]

import sys


def attack(x):
    outside = ("judge", "api", "tests", "fastapi", "sqlalchemy", "yaml", "pydantic")
    return [name for name in sys.modules if name.partition(".")[0] in outside]
