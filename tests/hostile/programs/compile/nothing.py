"""Attacks: sends an empty text.

Must: be told that the function is missing.
"""
# expect: failure=undefined answers=0

SOURCE = ""
