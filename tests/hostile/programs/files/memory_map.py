"""Attacks: reads where its libraries lie, the first step of many exploits.

Must: find no /proc.
"""
# expect: fault=FileNotFoundError|PermissionError


def attack(x):
    with open("/proc/self/maps") as file:
        return file.read()
