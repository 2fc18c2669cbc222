"""Attacks: fills the disk with one file.

Must: be refused the file itself.
"""
# expect: fault=PermissionError

import os


def attack(x):
    fd = os.open("flood", os.O_CREAT | os.O_WRONLY, 0o600)
    while True:
        os.write(fd, bytes(1 << 20))
