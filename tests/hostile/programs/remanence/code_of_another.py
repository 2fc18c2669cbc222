"""Attacks: searches memory for the code, words and answers of the submission before it.

Must: find none of them: neither code nor answers ever pass through the process that is copied.
"""
# expect: value="(True, False, True)"
# given: cpu_seconds=3 wall_seconds=10
# before: attack = lambda x: [print(w := "secret of another 77003", repr(w)), w * 9][1]

import ctypes
import gc

libc = ctypes.CDLL(None)
# The words are two halves that never stand side by side, unless they are put together.
HALVES = (b"secret of", b" another 77003")


def search():
    steps = range(-32 * 4096, 32 * 4096, 4096)
    near = {(id(item) & ~4095) + step for item in gc.get_objects() for step in steps}
    pages = found = 0
    for page in near:
        # The kernel refuses to print what cannot be read, where looking would be the end.
        if libc.write(1, ctypes.c_void_p(page), ctypes.c_size_t(1)) == 1:
            pages += 1
            data = ctypes.string_at(page, 4096)
            at = data.find(HALVES[0])
            while at >= 0:
                at += len(HALVES[0])
                found += data.startswith(HALVES[1], at)
                at = data.find(HALVES[0], at)
    return pages > 500, found > 0


def attack(x):
    many, before = search()
    kept = [b"".join(HALVES) for _ in range(1000)]
    _, after = search()
    return many, before, bool(kept) and after
