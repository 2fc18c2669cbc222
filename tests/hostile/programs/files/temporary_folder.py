"""Attacks: lists /tmp, where others leave files.

Must: find none, or be refused it.
"""
# expect: fault=FileNotFoundError|PermissionError

import os


def attack(x):
    return os.listdir("/tmp")
