"""Attacks: has the library write and leave after a while, which takes a thread of it.

Must: be refused the thread.
"""
# expect: fault=RuntimeError

import faulthandler


def attack(x):
    faulthandler.dump_traceback_later(0.01, exit=True, file=1)
