"""Landlock: a child may read the interpreter's and the sandbox environment's folders, no more.

Numbers and structures: linux/landlock.h (Linux 5.13 and later).
"""

import ctypes
import os
from collections.abc import Iterable

from .libc import syscall

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_VERSION_QUERY = 1
_RULE_PATH_BENEATH = 1
_READ_FILE, _READ_DIR = 1 << 2, 1 << 3
# How many file rights each version of the interface knows: everything it knows is handled, and so
# denied unless a rule grants it.
_FILE_RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16}


class _RulesetAttr(ctypes.Structure):
    _fields_ = [("fs", ctypes.c_uint64), ("net", ctypes.c_uint64), ("scoped", ctypes.c_uint64)]


class _PathBeneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = [("allowed", ctypes.c_uint64), ("parent", ctypes.c_int32)]


def version() -> int:
    """The interface's version on this kernel, 0 where there is no Landlock."""
    try:
        return syscall(_CREATE_RULESET, None, 0, _VERSION_QUERY)
    except OSError:
        return 0


def make_ruleset(readable: Iterable[str]) -> int:
    """A ruleset that grants reading below the folders `readable`, as a descriptor.

    Folders that do not exist are passed over. TCP, abstract sockets and signals to the outside are
    denied too where the kernel's version knows them. Raises OSError without Landlock.
    """
    abi = version()
    attributes = _RulesetAttr(
        fs=(1 << _FILE_RIGHTS.get(abi, 16)) - 1,
        net=0b11 if abi >= 4 else 0,
        scoped=0b11 if abi >= 6 else 0,
    )
    size = 8 if abi < 4 else 16 if abi < 6 else 24
    ruleset = syscall(_CREATE_RULESET, ctypes.byref(attributes), ctypes.c_size_t(size), 0)
    for folder in readable:
        try:
            parent = os.open(folder, os.O_PATH | os.O_CLOEXEC)
        except FileNotFoundError:
            continue
        try:
            rule = _PathBeneath(_READ_FILE | _READ_DIR, parent)
            syscall(_ADD_RULE, ruleset, _RULE_PATH_BENEATH, ctypes.byref(rule), 0)
        finally:
            os.close(parent)
    return ruleset


def restrict(ruleset: int) -> None:
    """Hold this process to the ruleset for good. `no_new_privs` must be set. Raises OSError."""
    syscall(_RESTRICT_SELF, ruleset, 0)
