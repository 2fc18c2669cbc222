"""Attacks: opens the descriptors of every process through /proc/*/fd.

Must: reach none of them.
"""
# expect: value=[]

import os


def attack(x):
    found = []
    for pid in ["self", "thread-self", *range(1, 300)]:
        for fd in range(12):
            try:
                os.close(os.open(f"/proc/{pid}/fd/{fd}", os.O_RDONLY))
                found.append((pid, fd))
            except OSError:
                pass
    return found
