"""The system-call filters as a kernel reads them, for each machine that there is a table of.

No kernel of another machine is asked here: the programs are followed one instruction at a time, as
Linux's documentation of classic BPF and of seccomp(2) has it. The numbers below are Linux's, from
asm/unistd_64.h and asm-generic/unistd.h, written down anew.
"""

from __future__ import annotations

import signal
import struct

import pytest

from judge.cell.seccomp import Filter, allowlist, child_filter

ALLOW, EPERM, ENOSYS, KILL = 0x7FFF0000, 0x00050001, 0x00050026, 0x80000000
AUDIT = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7, "i386": 0x40000003, "arm": 0x40000028}
# name: x86-64, aarch64.
CALLS = {
    "read": (0, 63), "write": (1, 64), "openat": (257, 56), "mmap": (9, 222), "futex": (202, 98),
    "clone": (56, 220), "clone3": (435, 435), "execve": (59, 221), "socket": (41, 198),
    "kill": (62, 129), "tgkill": (234, 131), "prlimit64": (302, 261), "recvmsg": (47, 212),
    "ptrace": (101, 117), "bpf": (321, 280), "io_uring_setup": (425, 425), "mount": (165, 40),
    "unshare": (272, 97), "userfaultfd": (323, 282), "keyctl": (250, 219), "fcntl": (72, 25),
    "ioctl": (16, 29), "dup3": (292, 24), "process_madvise": (440, 440), "memfd_create": (319, 279),
    "prctl": (157, 167), "fchmodat": (268, 53), "unlinkat": (263, 35), "getrandom": (318, 278),
    "madvise": (28, 233), "clock_gettime": (228, 113), "clock_nanosleep": (230, 115),
    "perf_event_open": (298, 241), "setns": (308, 268), "pidfd_open": (434, 434),
    "sched_setaffinity": (203, 122),
    "clock_getres": (229, 114), "sched_getaffinity": (204, 123), "membarrier": (324, 283),
}  # fmt: skip
MACHINES = ("x86_64", "aarch64")
READ_ONLY, PRIVATE, SHARED, READ, READ_WRITE = 0o2000000, 2, 1, 1, 3
HUGE = 0x40000
# Of asm/fcntl.h and asm-generic/fcntl.h: what reads past the cache on one is a folder on the other.
DIRECT = {"x86_64": 0o40000, "aarch64": 0o200000}
FOLDER = {"x86_64": 0o200000, "aarch64": 0o40000}


def answer(filter_: Filter, arch: int, number: int, *arguments: int) -> int:
    """What a filter returns for a call."""
    data = struct.pack("<IIQ6Q", number, arch, 0, *arguments, *[0] * (6 - len(arguments)))
    rows = list(struct.iter_unpack("<HBBI", filter_.code))
    at, value = 0, 0
    while True:
        code, if_true, if_false, constant = rows[at]
        at += 1
        if code == 0x06:
            return int(constant)
        if code == 0x20:
            (value,) = struct.unpack_from("<I", data, constant)
        else:
            tests = {0x15: value == constant, 0x35: value >= constant, 0x45: value & constant}
            at += if_true if tests[code] else if_false


def zygote(machine: str, name: str, *arguments: int) -> int:
    number = CALLS[name][MACHINES.index(machine)]
    return answer(allowlist(machine), AUDIT[machine], number, *arguments)


def child(machine: str, name: str, *arguments: int) -> int:
    """Both filters; of two answers the kernel takes the stricter, which is the smaller number."""
    number = CALLS[name][MACHINES.index(machine)]
    both = [
        answer(filter_, AUDIT[machine], number, *arguments)
        for filter_ in (allowlist(machine), child_filter(machine))
    ]
    return KILL if KILL in both else min(both)


@pytest.mark.parametrize("machine", MACHINES)
def test_a_child_may_read_and_compute(machine: str) -> None:
    assert child(machine, "read", 0) == ALLOW
    assert child(machine, "write", 3) == ALLOW
    assert child(machine, "getrandom") == ALLOW
    assert child(machine, "openat", 0, 0, READ_ONLY) == ALLOW
    assert child(machine, "mmap", 0, 4096, READ_WRITE, PRIVATE) == ALLOW
    assert child(machine, "mmap", 0, 4096, READ, SHARED) == ALLOW
    assert child(machine, "openat", 0, 0, READ_ONLY | FOLDER[machine]) == ALLOW
    # To wait, to wake, the same by bits: what locks of the C library do, by either clock.
    for operation in (0, 1, 9, 10, 9 | 256):
        assert child(machine, "futex", 0, operation | 128) == ALLOW, operation
    assert child(machine, "clock_getres", 1) == ALLOW
    assert child(machine, "sched_getaffinity", 0) == ALLOW
    assert child(machine, "recvmsg", 0) == ALLOW
    assert child(machine, "madvise", 0, 0, 14) == ALLOW
    assert child(machine, "clock_gettime", 2) == ALLOW
    assert child(machine, "prlimit64", 0, 7, 0, 1 << 40) == ALLOW


@pytest.mark.parametrize("machine", MACHINES)
def test_a_child_may_not_write_make_speak_or_reach_others(machine: str) -> None:
    for flags in (1, 2, 0o100, 0o1000, 0o2000, 0o20000000, 0o10000000, DIRECT[machine]):
        assert child(machine, "openat", 0, 0, READ_ONLY | flags) == EPERM, oct(flags)
    assert child(machine, "mmap", 0, 4096, READ_WRITE, SHARED) == EPERM
    assert child(machine, "mmap", 0, 4096, READ, PRIVATE | HUGE) == EPERM
    # On shared memory, and the locks that lend priority: lock, unlock, try, requeue, lock by time.
    for operation in (0, 1, 6 | 128, 7 | 128, 8 | 128, 11 | 128, 12 | 128, 13 | 128):
        assert child(machine, "futex", 0, operation) == EPERM, operation
    assert child(machine, "sched_getaffinity", 1) == EPERM
    assert child(machine, "membarrier", 1) == EPERM
    assert child(machine, "recvmsg", 5) == EPERM
    assert child(machine, "prlimit64", 0, 7, 1 << 40) == EPERM
    assert child(machine, "prlimit64", 1 << 32, 7) == EPERM
    assert child(machine, "fcntl", 0, 1024) == EPERM
    assert child(machine, "ioctl", 0, 0x5412) == EPERM
    refused = ["clone", "execve", "socket", "kill", "dup3", "prctl", "process_madvise"]
    refused += ["memfd_create", "fchmodat", "unlinkat", "pidfd_open", "sched_setaffinity"]
    for name in refused:
        assert child(machine, name) == EPERM, name
    assert child(machine, "clone3") == ENOSYS
    assert child(machine, "madvise", 0, 0, 12) == EPERM
    of_another = (~1 << 3 | 2) & 0xFFFFFFFF
    assert zygote(machine, "clock_gettime", of_another) == ALLOW
    assert child(machine, "clock_gettime", of_another) == EPERM
    assert child(machine, "clock_nanosleep", of_another) == EPERM
    assert child(machine, "clock_getres", of_another) == EPERM


@pytest.mark.parametrize("machine", MACHINES)
def test_a_child_may_signal_itself_but_not_as_the_machine_does(machine: str) -> None:
    own = 0  # what the filter holds before a child has put its number there
    assert child(machine, "tgkill", own, own, signal.SIGABRT) == ALLOW
    assert child(machine, "tgkill", own + 1, own + 1, signal.SIGABRT) == EPERM
    # The kernel looks at the lower half of the signal only.
    for disguise in (0, 1 << 32):
        assert child(machine, "tgkill", own, own, signal.SIGKILL | disguise) == EPERM


@pytest.mark.parametrize("machine", MACHINES)
def test_what_only_attacks_use_is_the_end(machine: str) -> None:
    for name in ("ptrace", "bpf", "io_uring_setup", "mount", "unshare", "userfaultfd", "keyctl"):
        assert child(machine, name) == KILL, name
    for name in ("perf_event_open", "setns"):
        assert child(machine, name) == KILL, name


@pytest.mark.parametrize("machine", MACHINES)
def test_a_call_of_another_machine_is_the_end(machine: str) -> None:
    for other, arch in AUDIT.items():
        if other != machine:
            assert answer(allowlist(machine), arch, CALLS["read"][0]) == KILL, other
    x32 = answer(allowlist(machine), AUDIT[machine], 0x40000000)
    assert x32 == (KILL if machine == "x86_64" else EPERM)


@pytest.mark.parametrize("machine", MACHINES)
def test_the_zygote_may_run_children_and_nothing_beyond(machine: str) -> None:
    for name in ("clone", "kill", "dup3", "prctl", "prlimit64", "tgkill"):
        assert zygote(machine, name, 1) == ALLOW, name
    for name in ("execve", "socket", "memfd_create", "pidfd_open", "unlinkat"):
        assert zygote(machine, name) == EPERM, name


@pytest.mark.parametrize("machine", MACHINES)
def test_a_program_fits_the_kernel_and_ends(machine: str) -> None:
    for filter_ in (allowlist(machine), child_filter(machine)):
        rows = list(struct.iter_unpack("<HBBI", filter_.code))
        assert len(rows) <= 4096
        assert rows[-1][0] == 0x06
        for at, (code, if_true, if_false, _) in enumerate(rows):
            if code in (0x15, 0x35, 0x45):
                assert at + 1 + max(if_true, if_false) < len(rows)


def test_a_machine_without_a_table_is_refused() -> None:
    with pytest.raises(OSError, match="no system-call table for riscv64"):
        allowlist("riscv64")
