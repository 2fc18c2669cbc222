"""Where a zygote's memory lies, so that forking it and running its children costs little.

Theory of operation
-------------------
A child shares its parent's pages and pays for each of them when it first touches it: a page that
it writes to is copied, a page of code is looked up. Either takes longer than most of what the child
does with it, so what counts is how many pages there are. Two things are done about that here, once,
when all is loaded:

Code lies in huge pages: one of 2 MiB takes the place of 512, and of their entries in the tables
that are made and taken apart with each child. Files cannot be mapped so everywhere, hence a copy in
memory of our own takes the place of the file's pages, at the same addresses.

New objects lie side by side: importing leaves gaps everywhere, and an allocator fills gaps first.
Here all gaps are filled for good, so that children take their memory from the few pages after the
last of them.

That what has been loaded lies in huge pages as well is the work of `heap`.
"""

import ctypes
import mmap
import os
import re
import resource
from collections.abc import Callable

from .heap import HUGE_BYTES, has_huge_pages
from .libc import allocate, map_private, move, protect_code, unmap, want_huge_pages

_AREA = re.compile(r"([0-9a-f]+)-([0-9a-f]+) r-([-x])\S+ \S+ \S+ \d+ +(/.*)\n")
# Whose code most of a run is: the interpreter's, as a program or a library, and NumPy's.
_HOT = ("python3", "libpython3", "_multiarray_umath.")

# CPython's allocator of small objects: pools of one size of block, which follow a header. That says
# from which place on no block was ever given out (`nextoffset`, `pool_header` of obmalloc.c).
_POOL_BYTES, _POOL_HEAD_BYTES, _POOL_UNUSED = 16 << 10, 48, 40
_BLOCK_STEP, _LARGEST_BLOCK = 16, 512
_BYTES_HEAD = 33
# For sizes below that of the smallest bytes object.
_SMALLEST: dict[int, Callable[[], object]] = {16: object, 32: lambda: complex(1.0, 2.0)}
_MOST_PLUG_BYTES = 256 << 10
# A pool of which no more blocks were ever given out is a new one: what the loop itself needs may
# have come before the plug, and one block more is always prepared.
_NEW_BLOCKS = 4
# libc's: it maps what is larger on its own.
_LARGEST_CHUNK = 120 << 10
_MOST_CHUNKS = 10_000


def move_code(maps: str) -> int:
    """Put the code that is run most into huge pages; how many bytes of memory lie there now.

    `maps`: this process's, from /proc. Where there are no huge pages, all stays as it is. Raises
    OSError.
    """
    # On other machines than these, code that has been written must be announced to the processor.
    if os.uname().machine != "x86_64" or not has_huge_pages():
        return 0
    return sum(_move(begin, size) for begin, size in _windows(maps))


def _windows(maps: str) -> list[tuple[int, int]]:
    """Where whole huge pages fit into the areas that hold code and are never written to."""
    spans: list[tuple[int, int, str, bool]] = []
    for area in _AREA.finditer(maps):
        begin, end, code, file = int(area[1], 16), int(area[2], 16), area[3] == "x", area[4]
        if not os.path.basename(file).startswith(_HOT):
            continue
        if spans and spans[-1][1:3] == (begin, file):
            before = spans.pop()
            begin, code = before[0], code or before[3]
        spans.append((begin, end, file, code))
    found = []
    for begin, end, _, code in spans:
        begin, end = -(-begin // HUGE_BYTES) * HUGE_BYTES, end // HUGE_BYTES * HUGE_BYTES
        if code and begin < end:
            found.append((begin, end - begin))
    return found


def _move(begin: int, size: int) -> int:
    raw = map_private(size + HUGE_BYTES)
    fresh = -(-raw // HUGE_BYTES) * HUGE_BYTES
    want_huge_pages(fresh, size)
    before = _faults()
    ctypes.memset(fresh, 0, size)
    # Small pages, be it in place of one huge page only, would make each fork dearer: then the
    # file's own are better. A few faults are those of the calls.
    if _faults() - before >= HUGE_BYTES // mmap.PAGESIZE:
        unmap(raw, size + HUGE_BYTES)
        return 0
    ctypes.memmove(fresh, begin, size)
    protect_code(fresh, size)
    move(fresh, begin, size)
    return size


def _faults() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt


def fill_gaps() -> list[object]:
    """Fill the gaps of this process's memory; they are filled for as long as the list is kept."""
    kept: list[object] = []
    for size in range(_BLOCK_STEP, _LARGEST_BLOCK + 1, _BLOCK_STEP):
        make = _SMALLEST.get(size)
        for _ in range(_MOST_PLUG_BYTES // size):
            kept.append(make() if make else bytes(size - _BYTES_HEAD))
            # A pool is begun when all others of this size are full.
            pool = id(kept[-1]) // _POOL_BYTES * _POOL_BYTES
            unused = ctypes.c_uint.from_address(pool + _POOL_UNUSED).value
            if unused <= _POOL_HEAD_BYTES + _NEW_BLOCKS * size:
                break
    _fill_heap()
    return kept


def _fill_heap() -> None:
    """The same for what is too large for pools, which libc gives out."""
    end = allocate(_LARGEST_CHUNK)
    sizes = [*range(_LARGEST_CHUNK, 2048, -1024), *range(2048, 16, -16)]
    count = 0
    for size in sizes:
        while count < _MOST_CHUNKS:
            count += 1
            if allocate(size - 8) >= end:
                break
