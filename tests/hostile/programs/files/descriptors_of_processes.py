"""Attacks: opens the descriptors of other processes through /proc/*/fd.

Must: reach none of them.
"""
# expect: value=[]

import os


def attack(x):
    found = []
    for pid in sorted({*range(1, 300), os.getppid()} - {os.getpid()}):
        for fd in range(12):
            try:
                os.close(os.open(f"/proc/{pid}/fd/{fd}", os.O_RDONLY))
            except OSError:
                continue
            found.append((pid, fd))
    return found
