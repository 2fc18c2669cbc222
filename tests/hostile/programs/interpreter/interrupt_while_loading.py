"""Attacks: raises an interrupt before any test.

Must: fail to load.
"""
# expect: failure=load fault=KeyboardInterrupt answers=0

raise KeyboardInterrupt
