"""Attacks: lists the folder of the users' homes.

Must: find none, or be refused it.
"""
# expect: fault=FileNotFoundError|PermissionError

import os


def attack(x):
    return os.listdir("/home")
