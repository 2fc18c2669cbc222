"""Attacks: says that its code does not compile, though it runs.

Must: be believed: it is the program's own loss.
"""
# expect: failure=syntax fault=Mine message=invented

import json
import os


def send(message, blob=b""):
    text = json.dumps(message).encode()
    head = len(text).to_bytes(4, "little") + len(blob).to_bytes(4, "little")
    os.write(3, head + text + blob)


def attack(x):
    error = {"type": "Mine", "message": "invented", "line": 10**9, "frames": []}
    send({"k": "fail", "stage": "syntax", "e": error, "out": 0})
    send({"k": "end", "out": 0})
    os._exit(0)
