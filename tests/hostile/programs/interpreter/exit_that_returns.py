"""Attacks: replaces the function by which the child leaves, to go on into the zygote's code.

Must: be ended all the same, and be judged by its answers.
"""
# expect: ending=finished|time value=stayed
# given: wall_seconds=0.6

import os


def attack(x):
    os._exit = print
    return "stayed"
