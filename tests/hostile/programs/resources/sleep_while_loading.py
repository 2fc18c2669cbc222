"""Attacks: sleeps for ever before it defines anything.

Must: be stopped by the clock.
"""
# expect: ending=time answers=0 cpu_ms<100
# given: wall_seconds=0.5

import time

time.sleep(1e6)
