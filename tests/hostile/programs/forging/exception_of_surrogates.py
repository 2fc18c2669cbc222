"""Attacks: sends an exception whose text cannot be written as UTF-8.

Must: be a fault whose text the judge can store and pass on.
"""
# expect: fault=Mine? message~?

import json
import os


def send(message, blob=b""):
    text = json.dumps(message).encode()
    head = len(text).to_bytes(4, "little") + len(blob).to_bytes(4, "little")
    os.write(3, head + text + blob)


def attack(x):
    error = {"type": "Mine\ud800", "message": "\udfff" * 5, "line": 1, "frames": [[1, "\udc80"]]}
    send({"k": "case", "i": 0, "t": 0.0, "e": error, "out": 0})
    send({"k": "batch", "out": 0})
    send({"k": "end", "out": 0})
    os._exit(0)
