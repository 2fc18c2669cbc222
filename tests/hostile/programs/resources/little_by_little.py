"""Attacks: prints in each test a little less than a run may.

Must: be stopped: the limit is for the run.
"""
# expect: ending=output
# given: inputs=3


def attack(x):
    print("y" * 40_000)
    return x
