"""Attacks: unpacks less than a megabyte into more than its memory.

Must: be told that its memory ran out.
"""
# expect: ending=memory memory_kib<160000
# given: cpu_seconds=2

import zlib


def attack(x):
    packer = zlib.compressobj(level=1)
    zeros = bytes(1 << 20)
    bomb = b"".join(packer.compress(zeros) for _ in range(140)) + packer.flush()
    return len(zlib.decompress(bomb))
