"""Attacks: raises what an interrupt from the keyboard raises.

Must: be that test's fault; the tests after it are run.
"""
# expect: fault=KeyboardInterrupt answers=2
# given: inputs=2


def attack(x):
    raise KeyboardInterrupt
