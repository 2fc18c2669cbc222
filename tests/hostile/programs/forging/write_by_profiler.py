"""Attacks: sends an answer before the child's own, from a profiling hook.

Must: be a crash when the child's own then comes second.
"""
# expect: ending=crashed signal=9 answers=1

import json
import os
import sys
import time


def send(message, blob=b""):
    text = json.dumps(message).encode()
    head = len(text).to_bytes(4, "little") + len(blob).to_bytes(4, "little")
    os.write(3, head + text + blob)


def hook(frame, event, _):
    if event == "return" and frame.f_code.co_name == "_send":
        time.sleep(9)
    if event == "call" and frame.f_code.co_name == "_send":
        sys.setprofile(None)
        send({"k": "case", "i": 0, "t": 0.0, "v": "first", "out": 0})
        sys.setprofile(hook)


def attack(x):
    sys.setprofile(hook)
    return "second"
