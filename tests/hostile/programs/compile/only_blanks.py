"""Attacks: sends a megabyte of line ends.

Must: be told that the function is missing.
"""
# expect: failure=undefined answers=0

SOURCE = "\n" * 1_000_000
