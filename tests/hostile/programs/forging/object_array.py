"""Attacks: sends an array of objects, which a careless reader would unpickle.

Must: be a crash.
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
    value = {"a": ["|O", [1], 0]}
    send({"k": "case", "i": 0, "t": 0.0, "v": value, "out": 0}, id(x).to_bytes(8, "little"))
    time.sleep(9)
