"""Attacks: sends a number too large for a float, which JSON readers take for infinity.

Must: be an infinity, which is not right, or a crash.
"""
# expect: ending=finished|crashed value=inf right=0

import os


def attack(x):
    for text in (
        b'{"k":"case","i":0,"t":0.0,"out":0,"v":1e999}',
        b'{"k":"batch","out":0}',
        b'{"k":"end","out":0}',
    ):
        os.write(3, len(text).to_bytes(4, "little") + bytes(4) + text)
    os._exit(0)
