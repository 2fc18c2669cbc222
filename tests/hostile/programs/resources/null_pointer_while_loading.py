"""Attacks: reads through a null pointer before any test.

Must: crash by itself, with no test answered.
"""
# expect: ending=crashed signal=11 answers=0

import ctypes

ctypes.string_at(0)
