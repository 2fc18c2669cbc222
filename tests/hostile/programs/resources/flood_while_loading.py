"""Attacks: prints for ever before any test.

Must: be stopped.
"""
# expect: ending=output answers=0

while True:
    print("y" * 79)
