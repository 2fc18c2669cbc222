"""Attacks: says that it has printed ten to the thirtieth bytes, so that the judge waits for them.

Must: get its answer taken, with what was printed.
"""
# expect: value=mine stdout=little

import json
import os


def send(message, blob=b""):
    text = json.dumps(message).encode()
    head = len(text).to_bytes(4, "little") + len(blob).to_bytes(4, "little")
    os.write(3, head + text + blob)


def attack(x):
    os.write(1, b"little")
    send({"k": "case", "i": 0, "t": 0.0, "v": "mine", "out": 10**30})
    send({"k": "batch", "out": 0})
    send({"k": "end", "out": 0})
    os._exit(0)
