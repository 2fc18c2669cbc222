"""Attacks: sends an exception with a hundred thousand places.

Must: be a crash.
"""
# expect: ending=crashed signal=9 answers=0
# given: cpu_seconds=1

import json
import os
import time


def send(message, blob=b""):
    text = json.dumps(message).encode()
    head = len(text).to_bytes(4, "little") + len(blob).to_bytes(4, "little")
    frame = head + text + blob
    while frame:
        frame = frame[os.write(3, frame) :]


def attack(x):
    frames = [[1, "f"]] * 50_000
    error = {"type": "Error", "message": "", "line": 1, "frames": frames}
    send({"k": "case", "i": 0, "t": 0.0, "e": error, "out": 0})
    time.sleep(9)
