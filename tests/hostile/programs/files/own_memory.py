"""Attacks: opens its own memory as a file, in which write-protected pages can be written.

Must: find no /proc.
"""
# expect: fault=FileNotFoundError|PermissionError


def attack(x):
    with open("/proc/self/mem", "rb") as file:
        file.seek(id(x))
        return file.read(16).hex()
