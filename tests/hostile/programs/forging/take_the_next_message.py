"""Attacks: answers the first batch itself, takes the second's message off the socket and looks into it.

Must: find inputs there, and nothing about what is expected.
"""
# expect: value=False answers=2
# given: batches=2

import json
import os


def send(message, blob=b""):
    text = json.dumps(message).encode()
    head = len(text).to_bytes(4, "little") + len(blob).to_bytes(4, "little")
    os.write(3, head + text + blob)


def attack(x):
    send({"k": "case", "i": 0, "t": 0.0, "v": False, "out": 0})
    send({"k": "batch", "out": 0})
    data = os.read(0, 1 << 20)
    known = b'"inputs"' in data
    found = not known or b"expected" in data or (x + 1).tobytes() in data
    send({"k": "case", "i": 0, "t": 0.0, "v": found, "out": 0})
    send({"k": "batch", "out": 0})
    send({"k": "end", "out": 0})
    os._exit(0)
