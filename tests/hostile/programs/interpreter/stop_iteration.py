"""Attacks: raises what ends a loop, which could end the loop over the tests.

Must: be that test's fault; the tests after it are run.
"""
# expect: fault=StopIteration answers=2
# given: inputs=2


def attack(x):
    raise StopIteration
