"""Attacks: sends a dict whose keys all have the same hash.

Must: be a crash of the program's, and cost the judge no more than any other answer.
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
    value = {"d": [[i * (2**61 - 1), 0] for i in range(1, 2000)]}
    send({"k": "case", "i": 0, "t": 0.0, "v": value, "out": 0})
    time.sleep(9)
