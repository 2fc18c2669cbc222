"""Attacks: writes a tuple of fifty thousand different entries.

Must: be compiled within its limits; its answer is wrong.
"""
# expect: value=50000
# given: cpu_seconds=2

SOURCE = (
    f"VALUES = ({', '.join(map(str, range(50_000)))})\ndef attack(x):\n    return len(VALUES)\n"
)
