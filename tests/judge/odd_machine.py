"""Run a command as on a machine that lacks something: `python odd_machine.py LACK... -- COMMAND...`

Each LACK takes something from this process before it becomes the command. They are taken by what
the kernel has for it, so that the command meets the very answers that it would meet there.
"""

import ctypes
import errno
import os
import struct
import sys
from collections.abc import Callable

_libc = ctypes.CDLL(None, use_errno=True)
_ORDINARY = 61777
_NEWUSER = 0x10000000
_PR_SET_DUMPABLE, _PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP, _PR_CAPBSET_DROP = 4, 38, 22, 24
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_WRITE_FILE = 1 << 1
_CAPABILITIES = 41


def _done(result: int) -> None:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


def root() -> None:
    """Only an ordinary user."""
    if os.geteuid() == 0:
        os.setgroups([])
        os.setresgid(_ORDINARY, _ORDINARY, _ORDINARY)
        os.setresuid(_ORDINARY, _ORDINARY, _ORDINARY)
        _done(_libc.prctl(_PR_SET_DUMPABLE, 1, 0, 0, 0))  # its /proc/self is its own again


def powers() -> None:
    """Root, of a container for one, that may nothing more than others."""
    _done(_libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
    for capability in range(_CAPABILITIES):
        _libc.prctl(_PR_CAPBSET_DROP, capability, 0, 0, 0)


def other_users() -> None:
    """Root of a user namespace that has no other user."""
    user = os.geteuid()
    _done(_libc.unshare(_NEWUSER))
    _write("/proc/self/setgroups", "deny")
    _write("/proc/self/uid_map", f"0 {user} 1")


def user_namespaces() -> None:
    """None can be made."""
    user = os.geteuid()
    _done(_libc.unshare(_NEWUSER))
    _write("/proc/self/uid_map", f"{user} {user} 1")
    _write("/proc/sys/user/max_user_namespaces", "0")


def use_of_user_namespaces() -> None:
    """They can be made, and nothing can be done in them: no user is mapped and nothing mounted."""
    _done(_libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
    handled = ctypes.c_uint64(_WRITE_FILE)
    ruleset = _libc.syscall(_CREATE_RULESET, ctypes.byref(handled), ctypes.c_size_t(8), 0)
    _done(ruleset)
    for folder in ("/tmp", "/dev", "/var/tmp"):
        parent = os.open(folder, os.O_PATH)
        rule = ctypes.create_string_buffer(struct.pack("=Qi", _WRITE_FILE, parent))
        _done(_libc.syscall(_ADD_RULE, ruleset, 1, rule, 0))
    _done(_libc.syscall(_RESTRICT_SELF, ruleset, 0))


def landlock() -> None:
    """A kernel before 5.13."""
    _answer_landlock(errno.ENOSYS)


def landlock_at_boot() -> None:
    """A kernel that has it and was not told to use it."""
    _answer_landlock(errno.EOPNOTSUPP)


def _answer_landlock(number: int) -> None:
    _done(_libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
    rows = [
        (0x20, 0, 0, 0),  # the call's number
        (0x15, 0, 1, _CREATE_RULESET),
        (0x06, 0, 0, 0x00050000 | number),
        (0x06, 0, 0, 0x7FFF0000),
    ]
    code = ctypes.create_string_buffer(b"".join(struct.pack("<HBBI", *row) for row in rows))
    program = struct.pack("@HP", len(rows), ctypes.addressof(code))
    _done(_libc.prctl(_PR_SET_SECCOMP, 2, program, 0, 0))


def _write(path: str, text: str) -> None:
    with open(path, "w") as file:
        file.write(text)


LACKS: dict[str, Callable[[], None]] = {
    work.__name__: work
    for work in (
        root, powers, other_users, user_namespaces, use_of_user_namespaces, landlock,
        landlock_at_boot,
    )
}  # fmt: skip


if __name__ == "__main__":
    end = sys.argv.index("--")
    for name in sys.argv[1:end]:
        LACKS[name]()
    os.execv(sys.argv[end + 1], sys.argv[end + 1 :])
