"""Attacks: makes its whole report itself, and sends answers without end when it is made.

Must: be a crash at the first of them, so that the judge need not read on.
"""
# expect: ending=crashed value=mine answers=1

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
        send({"k": "case", "i": 0, "t": 0.0, "v": "again", "out": 0})
