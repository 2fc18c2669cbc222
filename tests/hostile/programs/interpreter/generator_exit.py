"""Attacks: raises what closes generators, which is no ordinary exception.

Must: be that test's fault.
"""
# expect: fault=GeneratorExit


def attack(x):
    raise GeneratorExit
