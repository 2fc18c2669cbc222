"""Attacks: sends lists of lists of lists that it never had to make, for the judge to show.

Must: be wrong, and be shown by the judge in part.
"""
# expect: value~"[[[1, 1"

import os


def attack(x):
    text = b"1"
    for _ in range(3):
        text = b'{"l":[' + b",".join([text] * 40) + b"]}"
    for message in (
        b'{"k":"case","i":0,"t":0.0,"out":0,"v":' + text + b"}",
        b'{"k":"batch","out":0}',
        b'{"k":"end","out":0}',
    ):
        data = memoryview(len(message).to_bytes(4, "little") + bytes(4) + message)
        while data:
            data = data[os.write(3, data) :]
    os._exit(0)
