"""Attacks: defines ten thousand functions.

Must: be compiled within its limits; its answer is wrong.
"""
# expect: value=9999
# given: cpu_seconds=2

SOURCE = (
    "".join(f"def f{i}(): return {i}\n" for i in range(10_000)) + "def attack(x): return f9999()"
)
