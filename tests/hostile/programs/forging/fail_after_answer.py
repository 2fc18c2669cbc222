"""Attacks: answers a test, then says that its code did not even load.

Must: be a crash.
"""
# expect: ending=crashed signal=9 answers=1

import json
import os
import time


def send(message, blob=b""):
    text = json.dumps(message).encode()
    head = len(text).to_bytes(4, "little") + len(blob).to_bytes(4, "little")
    os.write(3, head + text + blob)


def attack(x):
    error = {"type": "Error", "message": "", "line": None, "frames": []}
    send({"k": "case", "i": 0, "t": 0.0, "v": 1, "out": 0})
    send({"k": "fail", "stage": "load", "e": error, "out": 0})
    time.sleep(9)
