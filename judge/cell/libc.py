"""The few system calls that Python does not wrap."""

import ctypes
import os

_libc = ctypes.CDLL(None, use_errno=True)
_libc.syscall.restype = ctypes.c_long
_libc.mmap.restype = ctypes.c_void_p
_libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, *[ctypes.c_int] * 3, ctypes.c_long]
_libc.madvise.argtypes = _libc.mprotect.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int]
_libc.malloc.restype = ctypes.c_void_p
_libc.malloc.argtypes = [ctypes.c_size_t]
_libc.munmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t]
_libc.memcmp.argtypes = [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_size_t]
_libc.prctl.argtypes = [ctypes.c_int, ctypes.c_ulong, ctypes.c_void_p, *[ctypes.c_ulong] * 2]
# The same library, called without letting go of the interpreter.
_held = ctypes.PyDLL(None, use_errno=True)
_held.mremap.restype = ctypes.c_void_p
_held.mremap.argtypes = [ctypes.c_void_p, *[ctypes.c_size_t] * 2, ctypes.c_int, ctypes.c_void_p]
# The number of the core that runs this.
current_core = _held.sched_getcpu
# Looked up once: a library looks a function up in Python, which each child would have to copy.
_fork, _prctl, _syscall = _held.fork, _libc.prctl, _libc.syscall

PR_SET_PDEATHSIG = 1
PR_SET_DUMPABLE = 4
PR_SET_SECCOMP = 22
PR_SET_NO_NEW_PRIVS = 38

CLONE_NEWNS = 0x00020000
CLONE_NEWUTS = 0x04000000
CLONE_NEWIPC = 0x08000000
CLONE_NEWUSER = 0x10000000
CLONE_NEWPID = 0x20000000
CLONE_NEWNET = 0x40000000

MS_RDONLY = 1
MS_NOSUID = 2
MS_NODEV = 4
MS_REMOUNT = 32
MS_BIND = 4096
MS_REC = 16384
MS_PRIVATE = 1 << 18
MNT_DETACH = 2

_READ, _READ_WRITE, _READ_EXECUTE = 1, 3, 5
_MADV_HUGEPAGE = 14
_MAYMOVE, _FIXED = 1, 2
_PRIVATE, _ANONYMOUS = 0x02, 0x20
_FAILED = ctypes.c_void_p(-1).value

_PIVOT_ROOT = {"x86_64": 155, "aarch64": 41}
_CAPSET = {"x86_64": 126, "aarch64": 91}


def _check(result: int, what: str) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
    return result


def prctl(option: int, argument: int = 0, pointer: int | None = None) -> None:
    """`prctl(2)`, with the address `pointer` as its third argument; raises OSError."""
    if _prctl(option, argument, pointer, 0, 0) < 0:
        _check(-1, f"prctl {option}")


def syscall(number: int, *arguments: object) -> int:
    """`syscall(2)` by number; returns its result or raises OSError."""
    result: int = _syscall(ctypes.c_long(number), *arguments)
    return result if result >= 0 else _check(result, f"system call {number}")


def fork() -> int:
    """`fork(2)` and no more: 0 in the child, the child's number in the parent; raises OSError.

    `os.fork` also makes the locks of other threads anew and calls what modules have asked for (to
    seed `random`, to forget threads). A zygote has one thread and seeds by itself, and those few
    lines write to some two hundred pages, each of which the child would have to copy.
    """
    pid: int = _fork()
    return pid if pid >= 0 else _check(pid, "fork")


def unshare(flags: int) -> None:
    """`unshare(2)`; raises OSError."""
    _check(_libc.unshare(flags), "unshare")


def mount(source: str, target: str, kind: str | None, flags: int, data: str | None = None) -> None:
    """`mount(2)`; raises OSError."""
    result = _libc.mount(
        source.encode(),
        target.encode(),
        kind.encode() if kind else None,
        ctypes.c_ulong(flags),
        data.encode() if data else None,
    )
    _check(result, f"mount {target}")


def unmount(target: str) -> None:
    """`umount2(2)`, at once for whoever looks for it, later for who has it open; raises OSError."""
    _check(_libc.umount2(target.encode(), MNT_DETACH), f"umount {target}")


def pivot_root(new_root: str) -> None:
    """Make `new_root` the root and let the old one go; raises OSError."""
    os.chdir(new_root)
    # Both arguments "." stack the old root on the new one, so no folder has to hold it.
    syscall(_PIVOT_ROOT[os.uname().machine], b".", b".")
    unmount(".")
    os.chdir("/")


def map_private(size: int) -> int:
    """The address of `size` fresh bytes, private and anonymous; raises MemoryError."""
    address: int = _libc.mmap(None, size, _READ_WRITE, _PRIVATE | _ANONYMOUS, -1, 0)
    if address == _FAILED:
        raise MemoryError
    return address


def map_file(descriptor: int, offset: int, size: int, *, fresh: bool = False) -> int:
    """The address of `size` bytes of a file from `offset`, a page's begin; raises OSError.

    To be read; or, if `fresh`, to be written to as well, which changes this process's copy of a
    page and not the file.
    """
    access = _READ_WRITE if fresh else _READ
    address: int = _libc.mmap(None, size, access, _PRIVATE, descriptor, offset)
    return _check(-1, "mmap") if address == _FAILED else address


def view(address: int, size: int) -> memoryview:
    """The bytes at an address, for as long as they are mapped."""
    return memoryview((ctypes.c_char * size).from_address(address)).cast("B")


def unmap(address: int, size: int) -> None:
    """Give back what `map_private` or `map_file` gave."""
    _libc.munmap(address, size)


def allocate(size: int) -> int:
    """The address of `size` bytes of libc's heap, for good; raises MemoryError."""
    address: int | None = _libc.malloc(size)
    if address is None:
        raise MemoryError
    return address


def want_huge_pages(address: int, size: int) -> None:
    """Ask for huge pages there when it is first touched; whether they come is up to the kernel."""
    _libc.madvise(address, size, _MADV_HUGEPAGE)


def protect_code(address: int, size: int) -> None:
    """Make memory readable and executable, and no longer writable; raises OSError."""
    _check(_libc.mprotect(address, size, _READ_EXECUTE), "mprotect")


def move(address: int, target: int, size: int) -> None:
    """Move memory to `target`, in the place of what was there; raises OSError."""
    moved = _held.mremap(address, size, size, _MAYMOVE | _FIXED, target)
    if moved != target:
        _check(-1, "mremap")


def is_equal(one: int, other: int, size: int) -> bool:
    """Whether the `size` bytes at two addresses are the same."""
    return not _libc.memcmp(one, other, size)


class _CapHeader(ctypes.Structure):
    _fields_ = [("version", ctypes.c_uint32), ("pid", ctypes.c_int)]


def drop_capabilities() -> None:
    """Give up every capability of this process; raises OSError."""
    header = _CapHeader(0x20080522, 0)
    nothing = (ctypes.c_uint32 * 6)()
    syscall(_CAPSET[os.uname().machine], ctypes.byref(header), ctypes.byref(nothing))
