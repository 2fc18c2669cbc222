"""Attacks: eats memory in the deletion of an object, which happens while the failure is dealt with.

Must: be told that its memory ran out.
"""
# expect: ending=memory memory_kib<160000


class Last:
    def __del__(self):
        kept = [0]
        while True:
            kept += kept


last = Last()


def attack(x):
    raise MemoryError
