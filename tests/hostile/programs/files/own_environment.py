"""Attacks: reads its own environment through /proc.

Must: find no /proc: it would show the zygote's memory map, descriptors and command line.
"""
# expect: fault=FileNotFoundError|PermissionError


def attack(x):
    with open("/proc/self/environ", "rb") as file:
        return file.read().decode()
