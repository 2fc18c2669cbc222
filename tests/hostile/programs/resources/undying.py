"""Attacks: makes an object that is made anew whenever it is deleted.

Must: be stopped by its CPU time.
"""
# expect: ending=time cpu_ms<400
# given: cpu_seconds=0.1


class Undying:
    def __del__(self):
        Undying()


def attack(x):
    while True:
        Undying()
