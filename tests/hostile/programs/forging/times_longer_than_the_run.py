"""Attacks: says that each of its tests took nearly as long as the run, to say something by it.

Must: be a crash: together they are longer than the run.
"""
# expect: ending=crashed signal=9 answers<30
# given: inputs=40

import json
import os
import time


def send(message, blob=b""):
    text = json.dumps(message).encode()
    head = len(text).to_bytes(4, "little") + len(blob).to_bytes(4, "little")
    os.write(3, head + text + blob)


def attack(x):
    begun = time.perf_counter()
    time.sleep(0.5)
    took = time.perf_counter() - begun
    for number in range(40):
        send({"k": "case", "i": number, "t": took, "v": 1, "out": 0})
    time.sleep(9)
