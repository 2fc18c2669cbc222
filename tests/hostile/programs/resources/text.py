"""Attacks: doubles a text until memory ends.

Must: be told that its memory ran out.
"""
# expect: ending=memory memory_kib<160000


def attack(x):
    text = "x"
    while True:
        text += text
