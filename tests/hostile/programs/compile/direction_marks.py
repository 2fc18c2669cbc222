"""Attacks: writes its source so that it reads otherwise than it runs.

Must: run as it is written.
"""
# expect: value=run

SOURCE = "def attack(x):\n    '\u202e'; return 'run'  # \u2066 return x + 1 \u2069\n"
