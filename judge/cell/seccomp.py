"""The system-call filters: an allowlist, and everything else is refused.

A refused call answers EPERM, so that the candidate reads a Python error instead of seeing the
process vanish; the calls that only an attack makes kill it. Filters are classic BPF programs,
seccomp(2), that a process keeps for good and hands on to those it forks, and the strictest answer
counts. So there are two. The long one, the allowlist, the zygote puts on itself, once, because the
kernel takes longer to load it than a child takes for anything else. The short one each child adds:
it takes away what the zygote needs to run children, and a child to lock itself down.
"""

import ctypes
import errno
import mmap
import os
import signal
import struct
from os import getpid

from .libc import PR_SET_SECCOMP, prctl

_SECCOMP_MODE_FILTER = 2
_RET_KILL, _RET_ERRNO, _RET_ALLOW = 0x80000000, 0x00050000, 0x7FFF0000
_LOAD, _EQUAL, _GREATER_EQUAL, _ANY_BIT, _RETURN, _AND = 0x20, 0x15, 0x35, 0x45, 0x06, 0x54
_OFFSET_NUMBER, _OFFSET_ARCH, _OFFSET_ARGUMENTS = 0, 4, 16
_X32_BIT = 0x40000000

_ARCH = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_MACHINE = os.uname().machine
_put_number = struct.Struct("<I").pack_into

# name: (x86-64, aarch64), asm/unistd_64.h and asm-generic/unistd.h; None where there is none.
_NUMBERS: dict[str, tuple[int | None, int | None]] = {
    "read": (0, 63), "write": (1, 64), "close": (3, 57), "fstat": (5, 80), "lseek": (8, 62),
    "pread64": (17, 67), "readv": (19, 65), "writev": (20, 66), "poll": (7, None),
    "ppoll": (271, 73), "select": (23, None), "pselect6": (270, 72), "munmap": (11, 215),
    "brk": (12, 214), "mremap": (25, 216), "madvise": (28, 233), "mincore": (27, 232),
    "msync": (26, 227), "rt_sigaction": (13, 134), "rt_sigprocmask": (14, 135),
    "rt_sigreturn": (15, 139), "sigaltstack": (131, 132), "restart_syscall": (219, 128),
    "rt_sigpending": (127, 136), "rt_sigsuspend": (130, 133), "rt_sigtimedwait": (128, 137),
    "pause": (34, None), "dup": (32, 23), "getpid": (39, 172), "gettid": (186, 178),
    "getppid": (110, 173), "getuid": (102, 174), "geteuid": (107, 175), "getgid": (104, 176),
    "getegid": (108, 177), "getpgrp": (111, None), "getrusage": (98, 165), "times": (100, 153),
    "sysinfo": (99, 179), "uname": (63, 160), "getcwd": (79, 17), "sched_yield": (24, 124),
    "sched_getaffinity": (204, 123), "sched_setaffinity": (203, 122),
    "getcpu": (309, 168), "futex": (202, 98),
    "set_robust_list": (273, 99), "rseq": (334, 293),
    "clock_gettime": (228, 113), "clock_getres": (229, 114), "clock_nanosleep": (230, 115),
    "nanosleep": (35, 101), "time": (201, None), "getitimer": (36, 102), "setitimer": (38, 103),
    "alarm": (37, None), "getrandom": (318, 278), "exit": (60, 93), "exit_group": (231, 94),
    "stat": (4, None), "lstat": (6, None), "newfstatat": (262, 79), "statx": (332, 291),
    "access": (21, None), "faccessat": (269, 48), "faccessat2": (439, 439),
    "readlink": (89, None), "readlinkat": (267, 78), "getdents64": (217, 61),
    "mprotect": (10, 226), "getrlimit": (97, 163),
    "open": (2, None), "openat": (257, 56), "mmap": (9, 222), "fcntl": (72, 25),
    "ioctl": (16, 29), "prlimit64": (302, 261), "tgkill": (234, 131), "recvmsg": (47, 212),
    "clone3": (435, 435), "openat2": (437, 437),
    "clone": (56, 220), "wait4": (61, 260), "kill": (62, 129), "recvfrom": (45, 207),
    "getsockname": (51, 204), "getsockopt": (55, 209), "dup2": (33, None), "dup3": (292, 24),
    "close_range": (436, 436), "prctl": (157, 167), "landlock_restrict_self": (446, 446),
    "ptrace": (101, 117), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271),
    "bpf": (321, 280), "userfaultfd": (323, 282), "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426), "io_uring_register": (427, 427), "perf_event_open": (298, 241),
    "keyctl": (250, 219), "add_key": (248, 217), "request_key": (249, 218), "mount": (165, 40),
    "umount2": (166, 39), "move_mount": (429, 429), "open_tree": (428, 428), "fsopen": (430, 430),
    "fsmount": (432, 432), "mount_setattr": (442, 442), "init_module": (175, 105),
    "finit_module": (313, 273), "delete_module": (176, 106), "kexec_load": (246, 104),
    "unshare": (272, 97), "setns": (308, 268), "pivot_root": (155, 41), "chroot": (161, 51),
    "pidfd_getfd": (438, 438), "swapon": (167, 224), "reboot": (169, 142),
}  # fmt: skip

_ALLOWED = (
    "read", "write", "close", "fstat", "lseek", "pread64", "readv", "writev", "poll", "ppoll",
    "select", "pselect6", "munmap", "brk", "mremap", "mincore", "msync",
    "rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "sigaltstack", "restart_syscall",
    "rt_sigpending", "rt_sigsuspend", "rt_sigtimedwait", "pause", "dup", "getpid", "gettid",
    "getppid", "getuid", "geteuid", "getgid", "getegid", "getpgrp", "getrusage", "times",
    "sysinfo", "uname", "getcwd", "sched_yield", "getcpu", "set_robust_list", "rseq",
    "nanosleep", "time", "getitimer", "setitimer", "alarm", "getrandom", "exit", "exit_group",
    "stat", "lstat", "newfstatat", "statx", "access", "faccessat", "faccessat2", "readlink",
    "readlinkat", "getdents64", "mprotect", "getrlimit",
)  # fmt: skip
# What the zygote does to run children, and a child to lock itself down; no candidate's code.
_TRUSTED = (
    "clone", "wait4", "kill", "recvmsg", "recvfrom",
    "getsockname", "getsockopt", "dup2", "dup3", "close_range", "prlimit64", "prctl", "tgkill",
    "landlock_restrict_self", "clock_gettime", "clock_nanosleep", "sched_setaffinity",
)  # fmt: skip
# libc falls back to older calls when these do not exist.
_ABSENT = ("clone3", "openat2")
_KILLED = (
    "ptrace", "process_vm_readv", "process_vm_writev", "bpf", "userfaultfd", "io_uring_setup",
    "io_uring_enter", "io_uring_register", "perf_event_open", "keyctl", "add_key", "request_key",
    "mount", "umount2", "move_mount", "open_tree", "fsopen", "fsmount", "mount_setattr",
    "init_module", "finit_module", "delete_module", "kexec_load", "unshare", "setns",
    "pivot_root", "chroot", "pidfd_getfd", "swapon", "reboot",
)  # fmt: skip

_O_TMPFILE_BIT, _O_PATH = 0o20000000, 0o10000000
# The bit that reads past the kernel's cache is another on each machine.
_O_DIRECT = {"x86_64": 0o40000, "aarch64": 0o200000}
_OPEN_REFUSED = (
    os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND | _O_TMPFILE_BIT | _O_PATH
)
# What the C library's locks are made of: FUTEX_WAIT, WAKE, WAIT_BITSET (by either clock) and
# WAKE_BITSET, all within the process: one on shared memory could wake another that maps the same
# inputs. Not the locks that lend priority, whose holder may be said to be anybody.
_FUTEX_ALLOWED = (128, 129, 137, 393, 138)
_MAP_HUGETLB = 0x40000
# MADV_NORMAL, RANDOM, SEQUENTIAL, WILLNEED, DONTNEED, FREE, HUGEPAGE, NOHUGEPAGE. Not MERGEABLE, by
# which one process could find out what is in the memory of another.
_ADVICE_ALLOWED = (0, 1, 2, 3, 4, 8, 14, 15)
# The number of a clock that is another process's, or a device's, is negative.
_FOREIGN_CLOCK = 1 << 31
# F_DUPFD, F_GETFD, F_SETFD, F_GETFL, F_DUPFD_CLOEXEC
_FCNTL_ALLOWED = (0, 1, 2, 3, 1030)
# TCGETS, TIOCGWINSZ, FIOCLEX, FIONCLEX, FIONREAD
_IOCTL_ALLOWED = (0x5401, 0x5413, 0x5451, 0x5450, 0x541B)


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.c_void_p)]


def _op(code: int, constant: int, jump_true: int = 0, jump_false: int = 0) -> bytes:
    return struct.pack("<HBBI", code, jump_true, jump_false, constant & 0xFFFFFFFF)


def _argument(index: int, *, high: bool = False) -> bytes:
    return _op(_LOAD, _OFFSET_ARGUMENTS + 8 * index + (4 if high else 0))


_ALLOW = _op(_RETURN, _RET_ALLOW)
_REFUSE = _op(_RETURN, _RET_ERRNO | errno.EPERM)
_KILL = _op(_RETURN, _RET_KILL)
_NOSYS = _op(_RETURN, _RET_ERRNO | errno.ENOSYS)


def _one_of(index: int, values: tuple[int, ...]) -> bytes:
    body = _argument(index)
    for left, value in zip(range(len(values), 0, -1), values, strict=True):
        body += _op(_EQUAL, value, left)  # to the last instruction, _ALLOW
    return body + _REFUSE + _ALLOW


def _no_bits(index: int, bits: int) -> bytes:
    return _argument(index) + _op(_ANY_BIT, bits, 0, 1) + _REFUSE + _ALLOW


def _is_zero(index: int) -> bytes:
    return (
        _argument(index) + _op(_EQUAL, 0, 0, 2) + _argument(index, high=True)
        + _op(_EQUAL, 0, 1, 0) + _REFUSE
    )  # fmt: skip


# Neither memory that others see change, nor of the huge pages that somebody has put aside.
_MAP = (
    _argument(3) + _op(_ANY_BIT, _MAP_HUGETLB, 4) + _op(_ANY_BIT, mmap.MAP_SHARED, 0, 2)
    + _argument(2) + _op(_ANY_BIT, mmap.PROT_WRITE, 1) + _ALLOW + _REFUSE
)  # fmt: skip


def _conditions(machine: str) -> dict[str, bytes]:
    open_refused = _OPEN_REFUSED | _O_DIRECT[machine]
    return {
        "open": _no_bits(1, open_refused),
        "openat": _no_bits(2, open_refused),
        "mmap": _MAP,
        "fcntl": _one_of(1, _FCNTL_ALLOWED),
        "ioctl": _one_of(1, _IOCTL_ALLOWED),
        "madvise": _one_of(2, _ADVICE_ALLOWED),
        "futex": _one_of(1, _FUTEX_ALLOWED),
        "clock_getres": _no_bits(0, _FOREIGN_CLOCK),
        # One's own.
        "sched_getaffinity": _is_zero(0) + _ALLOW,
    }


# What a child keeps of the trusted calls.
_KEPT: dict[str, bytes] = {
    # On itself only, and only to ask: a NULL new limit.
    "prlimit64": _is_zero(0) + _is_zero(2) + _ALLOW,
    # The socket that the job arrives on.
    "recvmsg": _is_zero(0) + _ALLOW,
    "clock_gettime": _no_bits(0, _FOREIGN_CLOCK),
    "clock_nanosleep": _no_bits(0, _FOREIGN_CLOCK),
    # For raise(3) and abort(3): on itself, by a number known only after the fork. Not the signal
    # by which the machine ends processes, so that those ends can be told from a program's own.
    "tgkill": (
        _argument(0) + _op(_EQUAL, 0, 0, 2)
        + _argument(2) + _op(_EQUAL, signal.SIGKILL, 0, 1) + _REFUSE + _ALLOW
    ),
}  # fmt: skip


class Filter:
    """A program, ready to load; `install` holds the calling process to it for good."""

    def __init__(self, parts: list[bytes], own_number_at: int | None = None) -> None:
        self.code = b"".join(parts)
        self._code = ctypes.create_string_buffer(self.code, len(self.code))
        self._program = _Program(len(self.code) // 8, ctypes.addressof(self._code))
        self._address = ctypes.addressof(self._program)
        self._own_number_at = own_number_at

    def install(self) -> None:
        """Load the filter into this process. Raises OSError."""
        if self._own_number_at is not None:
            _put_number(self._code, self._own_number_at, getpid())
        prctl(PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, self._address)


def allowlist(machine: str = _MACHINE) -> Filter:
    """What any process of a cell may do. Raises OSError for a machine without a table of calls."""
    column = _column(machine)
    parts = [
        _op(_LOAD, _OFFSET_ARCH) + _op(_EQUAL, _ARCH[machine], 1) + _KILL,
        _op(_LOAD, _OFFSET_NUMBER),
    ]
    if machine == "x86_64":
        parts.append(_op(_GREATER_EQUAL, _X32_BIT, 0, 1) + _KILL)
    actions = [(name, _ALLOW) for name in (*_ALLOWED, *_TRUSTED)]
    actions += [(name, _NOSYS) for name in _ABSENT]
    actions += [(name, _KILL) for name in _KILLED]
    actions += _conditions(machine).items()
    for name, body in actions:
        number = _NUMBERS[name][column]
        if number is not None:
            parts.append(_op(_EQUAL, number, 0, len(body) // 8) + body)
    return Filter([*parts, _REFUSE])


def child_filter(machine: str = _MACHINE) -> Filter:
    """What a child may not do beyond that. Stands on the allowlist, which knows other machines."""
    column = _column(machine)
    parts = [_op(_LOAD, _OFFSET_NUMBER)]
    own_number_at = None
    for name in _TRUSTED:
        number = _NUMBERS[name][column]
        if number is None:
            continue
        if name == "tgkill":
            # Past the comparison and the load, to the constant of the next instruction.
            own_number_at = sum(map(len, parts)) + 8 + 8 + 4
        body = _KEPT.get(name, _REFUSE)
        parts.append(_op(_EQUAL, number, 0, len(body) // 8) + body)
    return Filter([*parts, _ALLOW], own_number_at)


def _column(machine: str) -> int:
    if machine not in _ARCH:
        raise OSError(errno.ENOSYS, f"no system-call table for {machine}")
    return list(_ARCH).index(machine)
