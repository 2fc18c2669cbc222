"""Attacks: sends as many small values as frames hold, made with one multiplication each.

Must: be stopped as too much output: reading them costs the judge more than making them costs
it.
"""
# expect: ending=output judge_ms<1500
# given: inputs=8 answer_kib=65536 cpu_seconds=2 wall_seconds=8

import os


def attack(x):
    for index in range(8):
        values = b",".join([b'{"l":[]}'] * 460_000)
        head = b'{"k":"case","i":%d,"t":0.0,"out":0,"v":{"l":[' % index
        message = head + values + b"]}}"
        data = memoryview(len(message).to_bytes(4, "little") + bytes(4) + message)
        while data:
            data = data[os.write(3, data) :]
    os._exit(0)
