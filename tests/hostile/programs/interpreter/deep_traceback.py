"""Attacks: raises an exception from a function that has called itself eight hundred times.

Must: be a fault with the first and the last places.
"""
# expect: fault=ValueError message=deep


def deeper(depth):
    if depth == 0:
        raise ValueError("deep")
    deeper(depth - 1)


def attack(x):
    deeper(800)
