"""Attacks: puts a module of its own in NumPy's place.

Must: be judged by what its function returns: the child's NumPy is in hand already.
"""
# expect: value="array([0., 1., 2.])"

import sys
import types


def attack(x):
    fake = types.ModuleType("numpy")
    fake.allclose = lambda *_, **__: True
    sys.modules["numpy"] = fake
    return x
