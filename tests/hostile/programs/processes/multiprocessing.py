"""Attacks: starts a worker process, to go on when the test has ended.

Must: be refused.
"""
# expect: fault=PermissionError

import multiprocessing


def attack(x):
    multiprocessing.Process(target=print).start()
