"""Attacks: makes its whole report itself, with two ends and an answer after them.

Must: be a crash: nothing may follow the end.
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
    send({"k": "end", "out": 0})
    send({"k": "case", "i": 0, "t": 0.0, "v": "later", "out": 0})
    os._exit(0)
