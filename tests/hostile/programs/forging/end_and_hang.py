"""Attacks: makes its whole report itself, and then never leaves.

Must: be stopped by the clock: a run that goes on holds a cell up.
"""
# expect: ending=time value=mine
# given: wall_seconds=0.6

import json
import os
import time


def send(message, blob=b""):
    text = json.dumps(message).encode()
    head = len(text).to_bytes(4, "little") + len(blob).to_bytes(4, "little")
    os.write(3, head + text + blob)


def attack(x):
    send({"k": "case", "i": 0, "t": 0.0, "v": "mine", "out": 0})
    send({"k": "batch", "out": 0})
    send({"k": "end", "out": 0})
    time.sleep(9)
