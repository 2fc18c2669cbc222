"""Attacks: grows a list until memory ends.

Must: be told that its memory ran out.
"""
# expect: ending=memory memory_kib<160000


def attack(x):
    kept = []
    while True:
        kept.append([0] * 1_000_000)
