"""Attacks: answers the first test twice.

Must: be a crash: a second answer might be a better guess.
"""
# expect: ending=crashed signal=9 answers=1
# given: inputs=2

import json
import os
import time


def send(message, blob=b""):
    text = json.dumps(message).encode()
    head = len(text).to_bytes(4, "little") + len(blob).to_bytes(4, "little")
    os.write(3, head + text + blob)


def attack(x):
    for value in (1, 2):
        send({"k": "case", "i": 0, "t": 0.0, "v": value, "out": 0})
    time.sleep(9)
