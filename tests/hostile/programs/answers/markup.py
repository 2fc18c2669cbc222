"""Attacks: returns a text that a careless page would run.

Must: be wrong, as the text that it is.
"""
# expect: value="<script>alert(1)</script>"


def attack(x):
    return "<script>alert(1)</script>"
