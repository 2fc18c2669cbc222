"""Attacks: makes its whole report itself, and floods standard output when it is made.

Must: be stopped when more has been printed than may be.
"""
# expect: ending=output value=mine

import json
import os


def send(message, blob=b""):
    text = json.dumps(message).encode()
    head = len(text).to_bytes(4, "little") + len(blob).to_bytes(4, "little")
    os.write(3, head + text + blob)


def attack(x):
    send({"k": "case", "i": 0, "t": 0.0, "v": "mine", "out": 0})
    send({"k": "batch", "out": 0})
    send({"k": "end", "out": 0})
    while True:
        os.write(1, b"more " * 1000)
