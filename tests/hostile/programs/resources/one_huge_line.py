"""Attacks: prints one line of a hundred megabytes.

Must: be stopped after what it may print.
"""
# expect: ending=output|memory
# given: cpu_seconds=1


def attack(x):
    print("y" * 100_000_000)
