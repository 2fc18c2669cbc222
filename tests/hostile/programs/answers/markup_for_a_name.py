"""Attacks: returns an object whose class is called what a careless page would run.

Must: be wrong, under that name, as text.
"""
# expect: value="<<img src=x onerror=alert(1)>>"


def attack(x):
    return type("<img src=x onerror=alert(1)>", (), {})()
