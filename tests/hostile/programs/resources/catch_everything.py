"""Attacks: catches whatever stops it, and goes on.

Must: be stopped from outside.
"""
# expect: ending=time cpu_ms<400
# given: cpu_seconds=0.1


def attack(x):
    while True:
        try:
            while True:
                pass
        except BaseException:
            continue
