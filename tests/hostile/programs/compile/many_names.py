"""Attacks: assigns to ten thousand names at once.

Must: be compiled within its limits; its answer is wrong.
"""
# expect: value=1
# given: cpu_seconds=2

SOURCE = "".join(f"a{i} = " for i in range(10_000)) + "1\ndef attack(x):\n    return a9999\n"
