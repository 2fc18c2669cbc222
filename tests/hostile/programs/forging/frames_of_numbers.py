"""Attacks: sends an exception whose places are numbers instead of pairs.

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
    error = {"type": "Error", "message": "", "line": 1, "frames": [5]}
    send({"k": "case", "i": 0, "t": 0.0, "e": error, "out": 0})
    time.sleep(9)
