"""Attacks: defines a number where a function is expected.

Must: be told that the function is missing.
"""
# expect: failure=undefined answers=0

attack = 5
