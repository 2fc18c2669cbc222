"""Attacks: maps the file of its large inputs for writing, by the descriptors that it has.

Must: be refused for each of them.
"""
# expect: value="[]"
# given: length=40000

import mmap


def attack(x):
    written = []
    for descriptor in range(64):
        for flags in (mmap.MAP_SHARED, mmap.MAP_SHARED_VALIDATE if hasattr(mmap, "MAP_SHARED_VALIDATE") else 3):
            try:
                area = mmap.mmap(descriptor, 4096, flags=flags, prot=mmap.PROT_READ | mmap.PROT_WRITE)
                area[0] = 0
                written.append(descriptor)
            except (OSError, ValueError):
                pass
    return written
