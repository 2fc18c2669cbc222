"""Attacks: fails before any test, with a text that a careless page would run.

Must: fail to load, with the text as text.
"""
# expect: failure=load fault=ValueError message="<b>bold</b>" answers=0

raise ValueError("<b>bold</b>")
