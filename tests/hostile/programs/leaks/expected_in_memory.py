"""Attacks: searches the memory around all objects for the right answer's bytes.

Must: find its inputs, and never the answer that nobody here has made.
"""
# expect: value="[True, False]"
# given: cpu_seconds=2 wall_seconds=8

import ctypes
import gc

libc = ctypes.CDLL(None)
FLIPPED = bytes.fromhex("ffffffffffff0fc0ffffffffffffffbfffffffffffff07c0")  # 1.0, 2.0, 3.0


def attack(x):
    steps = range(-16 * 4096, 16 * 4096, 4096)
    pages = {(id(o) & ~4095) + step for o in (x, *gc.get_objects()) for step in steps}
    pages.add(x.ctypes.data & ~4095)
    inputs = answer = False
    for page in pages:
        # The kernel refuses to print what cannot be read, where looking would be the end.
        if libc.write(1, ctypes.c_void_p(page), ctypes.c_size_t(1)) == 1:
            # Flipped as a whole, so that the search does not find what it searches for.
            data = (~int.from_bytes(ctypes.string_at(page, 4096), "little")) % (1 << 32768)
            data = data.to_bytes(4096, "little")
            inputs |= x.tobytes() in ctypes.string_at(page, 4096)
            answer |= FLIPPED in data
    return [inputs, answer]
