"""The interpreter's objects in one row of memory, and that in huge pages.

CPython takes memory for small objects from the kernel, 1 MiB at a time, wherever there is room
between libraries. A process with thousands of single pages is dear to fork and to take apart, each
page having an entry and a count of its own. So while a cell starts, that memory comes from the end
of libc's heap instead, one piece after another; and once all is loaded, the kernel is asked to put
what lies there into huge pages. It goes through the parts of one in a single step, also when some
others have been copied.

What children ask for comes from the kernel again, as ever.
"""

import ctypes
import sys

HUGE_BYTES = 2 << 20
_SETTING = "/sys/kernel/mm/transparent_hugepage/enabled"
# What a piece of memory for small objects takes in these versions, at most.
_PIECE_BYTES = 1 << 20
_VERSIONS = ((3, 10), (3, 14))
# More than is loaded before the first child.
_ROOM_BYTES = 64 << 20
_MADV_COLLAPSE = 25

_libc = ctypes.CDLL(None)
_libc.sbrk.restype = ctypes.c_void_p
_libc.sbrk.argtypes = [ctypes.c_ssize_t]
_libc.madvise.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int]


class _Allocator(ctypes.Structure):
    """CPython's `PyObjectArenaAllocator`: a first argument, what takes memory, what gives it back.

    The memory is taken by a call with that argument and a size.
    """

    _fields_ = [("first", ctypes.c_void_p), ("take", ctypes.c_void_p), ("give", ctypes.c_void_p)]


def has_huge_pages() -> bool:
    """Whether this machine's kernel gives huge pages to who asks; False where that is not told."""
    try:
        with open(_SETTING) as file:
            return "[never]" not in file.read()
    except OSError:
        return False


class Heap:
    """From its making until `settle`, small objects lie in libc's heap, where that can be done."""

    def __init__(self) -> None:
        self._usual = _Allocator()
        self._begin = _end() if _can_grow() and has_huge_pages() else None
        if self._begin is not None:
            ctypes.pythonapi.PyObject_GetArenaAllocator(ctypes.byref(self._usual))
            # `sbrk(first)`: the second argument, the size, is not looked at.
            take = ctypes.cast(_libc.sbrk, ctypes.c_void_p)
            _set(_Allocator(_PIECE_BYTES, take, self._usual.give))

    def grow(self) -> None:
        """Begin a new huge page, after a fork: the kernel tells what comes from before it, and no
        huge page takes in some of both.
        """
        if self._begin is not None:
            _libc.sbrk(-_end() % HUGE_BYTES)

    def settle(self) -> int:
        """Put what lies there into huge pages, and let later objects lie where they usually do.

        Returns how many bytes lie in huge pages now; a kernel before 6.1 leaves all as it is.
        """
        if self._begin is None:
            return 0
        _set(self._usual)
        self.grow()
        places = range(self._begin // HUGE_BYTES * HUGE_BYTES, _end(), HUGE_BYTES)
        done = [at for at in places if _libc.madvise(at, HUGE_BYTES, _MADV_COLLAPSE) == 0]
        return len(done) * HUGE_BYTES


def _set(allocator: _Allocator) -> None:
    ctypes.pythonapi.PyObject_SetArenaAllocator(ctypes.byref(allocator))


def _end() -> int:
    """Where libc's heap ends."""
    address: int = _libc.sbrk(0)
    return address


def _can_grow() -> bool:
    """Whether pieces are of the size that is known here, and there is room for all of them."""
    if not _VERSIONS[0] <= sys.version_info[:2] <= _VERSIONS[1]:
        return False
    if _libc.sbrk(_ROOM_BYTES) == ctypes.c_void_p(-1).value:
        return False
    _libc.sbrk(-_ROOM_BYTES)
    return True
