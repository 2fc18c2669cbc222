"""Attacks: raises an exception whose traceback it makes up as it is walked, without end.

Must: be that test's fault, by the traceback that Python keeps.
"""
# expect: fault=Endless

import sys
from types import SimpleNamespace


class Endless(Exception):
    @property
    def __traceback__(self):
        place = SimpleNamespace(tb_frame=sys._getframe(), tb_lineno=1)
        place.tb_next = place
        return place


def attack(x):
    raise Endless
