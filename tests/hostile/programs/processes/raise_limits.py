"""Attacks: raises its limit of memory.

Must: be refused.
"""
# expect: fault=PermissionError|ValueError

import resource


def attack(x):
    resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
