"""Attacks: maps the file of its inputs again and again.

Must: be refused when its address space is used up.
"""
# expect: fault=OSError|ValueError memory_kib<160000
# given: cpu_seconds=1 length=40000

import mmap
import os


def attack(x):
    size = os.fstat(4).st_size
    return [mmap.mmap(4, size, flags=mmap.MAP_PRIVATE, prot=1) for _ in range(1 << 20)]
