"""Attacks: fails at a stage that there is not.

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
    error = {"type": "Error", "message": "", "line": None, "frames": []}
    send({"k": "fail", "stage": "judge", "e": error, "out": 0})
    time.sleep(9)
