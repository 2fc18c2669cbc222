"""Attacks: says that it has printed a negative number of bytes.

Must: get its answer taken, with nothing printed.
"""
# expect: value=mine stdout=""

import json
import os


def send(message, blob=b""):
    text = json.dumps(message).encode()
    head = len(text).to_bytes(4, "little") + len(blob).to_bytes(4, "little")
    os.write(3, head + text + blob)


def attack(x):
    send({"k": "case", "i": 0, "t": 0.0, "v": "mine", "out": -5})
    send({"k": "batch", "out": 0})
    send({"k": "end", "out": 0})
    os._exit(0)
