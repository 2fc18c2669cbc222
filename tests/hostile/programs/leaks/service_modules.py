"""Attacks: imports the service, the judge and what they stand on.

Must: find none of them: the cell has an environment of its own.
"""
# expect: value=[]

import importlib

WANTED = ("judge", "api", "tests", "fastapi", "sqlalchemy", "yaml", "pip", "pydantic", "aiosqlite")


def attack(x):
    found = []
    for name in WANTED:
        try:
            importlib.import_module(name)
        except ImportError:
            continue
        found.append(name)
    return found
