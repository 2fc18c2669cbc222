"""Attacks: sends an answer from a signal handler while the judge's code sends the next.

Must: be a crash: frames inside frames are none, and no test is answered twice.
"""
# expect: ending=crashed signal=9 answers=1
# given: inputs=2

import json
import os
import signal
import time


def send(message, blob=b""):
    text = json.dumps(message).encode()
    head = len(text).to_bytes(4, "little") + len(blob).to_bytes(4, "little")
    os.write(3, head + text + blob)


def again(*_):
    send({"k": "case", "i": 0, "t": 0.0, "v": "again", "out": 0})


def attack(x):
    signal.signal(signal.SIGALRM, again)
    if x[0] == 0:
        return "first"
    signal.setitimer(signal.ITIMER_REAL, 0.01, 0.01)
    time.sleep(9)
