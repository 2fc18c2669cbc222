"""Attacks: gives the right answer, and then never leaves.

Must: be stopped by the clock, with the answer that had come.
"""
# expect: ending=time answers=1 right=1
# given: wall_seconds=0.6

import json
import os
import time


def send(message, blob=b""):
    text = json.dumps(message).encode()
    head = len(text).to_bytes(4, "little") + len(blob).to_bytes(4, "little")
    os.write(3, head + text + blob)


def attack(x):
    value = {"a": ["<f8", [3], 0]}
    send({"k": "case", "i": 0, "t": 0.0, "v": value, "out": 0}, (x + 1).tobytes())
    time.sleep(9)
