"""Attacks: formats ten thousand values in one text.

Must: be compiled within its limits; its answer is wrong.
"""
# expect: value=10000
# given: cpu_seconds=2

SOURCE = "def attack(x):\n    a = 1\n    return len(f'" + "{a}" * 10_000 + "')\n"
