"""Attacks: sends a value nested a thousand deep.

Must: be a crash: the format has a depth.
"""
# expect: ending=crashed signal=9 answers=0

import json
import os
import time


def send(message, blob=b""):
    text = json.dumps(message).encode()
    head = len(text).to_bytes(4, "little") + len(blob).to_bytes(4, "little")
    os.write(3, head + text + blob)


def attack(x):
    value = 1
    for _ in range(200):
        value = {"l": [value]}
    send({"k": "case", "i": 0, "t": 0.0, "v": value, "out": 0})
    time.sleep(9)
