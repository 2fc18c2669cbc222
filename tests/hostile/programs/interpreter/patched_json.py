"""Attacks: replaces the function that writes the child's messages.

Must: be a crash: the judge reads what is sent, and it is no message.
"""
# expect: ending=crashed signal=9 answers=0
# given: inputs=2

import json
import time


def attack(x):
    if x[0] > 0:
        time.sleep(9)
    json.JSONEncoder.encode = lambda *_: '{"verdict": "accepted"}'
