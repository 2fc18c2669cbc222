"""Attacks: says that a test took a hundred years.

Must: be a crash: it is longer than the run.
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
    send({"k": "case", "i": 0, "t": 3e9, "v": 1, "out": 0})
    time.sleep(9)
