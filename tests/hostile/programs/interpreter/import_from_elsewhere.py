"""Attacks: puts folders that anybody may write to on the path, and imports from them.

Must: find no module there.
"""
# expect: fault=ModuleNotFoundError

import importlib
import sys


def attack(x):
    sys.path[:0] = ["/tmp", "/dev/shm", "/proc/self/cwd", ".", "//", "/var/tmp"]
    importlib.invalidate_caches()
    return importlib.import_module("left_by_another")
