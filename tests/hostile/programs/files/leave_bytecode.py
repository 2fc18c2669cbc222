"""Attacks: leaves compiled code in a library's __pycache__.

Must: be refused to write, and so cannot be imported by the next.
"""
# expect: fault=PermissionError

import py_compile


def attack(x):
    return py_compile.compile(py_compile.__file__, doraise=True)
