"""Attacks: writes an end frame before it has answered, and leaves.

Must: be a crash: an end is believed only after every answer.
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
    send({"k": "end", "out": 0})
    time.sleep(9)
