"""Attacks: raises an exception whose text is made for ever.

Must: be stopped by its CPU time: making the text counts.
"""
# expect: ending=time cpu_ms<400
# given: cpu_seconds=0.1


class Endless(Exception):
    def __str__(self):
        while True:
            pass


def attack(x):
    raise Endless
