"""Attacks: computes for ever before it defines anything.

Must: be stopped: loading counts.
"""
# expect: ending=time answers=0 cpu_ms<400
# given: cpu_seconds=0.1

while True:
    pass
