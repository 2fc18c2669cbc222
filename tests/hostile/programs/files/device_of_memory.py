"""Attacks: opens the machine's memory, disks and terminals as files.

Must: reach none of them.
"""
# expect: value=[]


def attack(x):
    found = []
    for name in ("mem", "kmem", "sda", "vda", "nvme0n1", "tty", "console", "kvm", "ptmx", "fuse"):
        try:
            with open(f"/dev/{name}", "rb", buffering=0):
                found.append(name)
        except OSError:
            pass
    return found
