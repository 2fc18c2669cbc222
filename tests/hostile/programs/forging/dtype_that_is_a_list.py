"""Attacks: sends an array whose dtype is a list of fields.

Must: be a crash of the program's, not of the judge's.
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
    value = {"a": [[["a", "O"]], [1], 0]}
    send({"k": "case", "i": 0, "t": 0.0, "v": value, "out": 0}, bytes(8))
    time.sleep(9)
