"""Attacks: computes for ever inside one call, where Python looks at no signal.

Must: be stopped all the same: the signal is one that cannot be caught.
"""
# expect: ending=time cpu_ms<400
# given: cpu_seconds=0.1


def attack(x):
    return sum(range(10**12))
