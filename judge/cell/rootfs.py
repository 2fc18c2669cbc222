"""A cell's own small world: namespaces, and a read-only root that holds just the interpreter.

Done once, when the zygote starts, so that it costs a submission nothing.
"""

import contextlib
import os
import sys
from collections.abc import Callable

from .libc import (
    CLONE_NEWIPC,
    CLONE_NEWNET,
    CLONE_NEWNS,
    CLONE_NEWPID,
    CLONE_NEWUSER,
    CLONE_NEWUTS,
    MS_BIND,
    MS_NODEV,
    MS_NOSUID,
    MS_PRIVATE,
    MS_RDONLY,
    MS_REC,
    MS_REMOUNT,
    mount,
    pivot_root,
    unmount,
    unshare,
)

# Where the new root is put together: a folder that every machine has, and that holds nothing that
# a cell needs. Only the cell itself sees it covered.
_WORKPLACE = "/dev"
_FLAGS = {
    "user": CLONE_NEWUSER, "mount": CLONE_NEWNS, "pid": CLONE_NEWPID, "net": CLONE_NEWNET,
    "ipc": CLONE_NEWIPC, "uts": CLONE_NEWUTS,
}  # fmt: skip


def readable_folders() -> list[str]:
    """What a child may read: the interpreter, its shared libraries, the sandbox's packages.

    Call it when `sys.path` no longer leads to the cell's own source.
    """
    # Of a module that says by itself which folder the libraries of this kind of machine are in:
    # `sysconfig` would stay loaded, for every child to share.
    triplet = getattr(sys.implementation, "_multiarch", f"{os.uname().machine}-linux-gnu")
    folders = [
        *sys.path,
        f"/usr/lib/{triplet}",
        f"/lib/{triplet}",
        "/lib64",
        "/usr/lib64",
    ]
    if sys.base_prefix not in ("/", "/usr"):
        folders.append(os.path.join(sys.base_prefix, "lib"))
    real = (os.path.realpath(folder) for folder in folders)
    return list(dict.fromkeys(folder for folder in real if os.path.isdir(folder)))


def enter_namespaces() -> list[str]:
    """Leave the machine's network, processes, IPC, host name and mounts; returns what was left.

    The process-number namespace holds only for children: the caller has to fork. Where it would be
    of no use, because /proc cannot be had in it, it is not entered; where the machine allows none
    of it, the list is empty and Landlock and seccomp stand alone.
    """
    for names in (["mount", "pid", "net", "ipc", "uts"], ["mount", "net", "ipc", "uts"]):
        if os.geteuid() != 0:
            names.insert(0, "user")
        if _may_leave(names):
            with contextlib.suppress(OSError):
                _leave(names)
                return names
    return []


def _leave(names: list[str]) -> None:
    user, group = os.geteuid(), os.getegid()
    unshare(sum(_FLAGS[name] for name in names))
    if "user" not in names:
        return
    for name, text in (
        ("setgroups", "deny"),
        ("uid_map", f"{user} {user} 1"),
        ("gid_map", f"{group} {group} 1"),
    ):
        with open(f"/proc/self/{name}", "w") as file:
            file.write(text)


def _may_leave(names: list[str]) -> bool:
    """Try it in processes that are then of no more use, for there is no way back.

    Some machines let anybody make a user namespace, and nobody do anything in it. The other three
    take the same powers and cost more to try.
    """
    tried = [name for name in names if name in ("user", "mount", "pid")]

    def leave_and_look() -> bool:
        _leave(tried)
        return succeeds(lambda: open_processes() is not None)

    return succeeds(leave_and_look)


def succeeds(work: Callable[[], bool]) -> bool:
    """Whether the work, done in a process of its own, comes to True."""
    pid = os.fork()
    if pid == 0:
        try:
            os._exit(0 if work() else 1)
        finally:
            os._exit(1)
    return os.waitpid(pid, 0)[1] == 0


def open_processes() -> int | None:
    """A descriptor of the /proc folder that knows this process-number namespace, None without one.

    It stays with the zygote: no child gets it, and no path leads to it.
    """
    with contextlib.suppress(OSError):
        if os.getpid() == 1 and os.readlink("/proc/self") != "1":
            mount("none", "/", None, MS_REC | MS_PRIVATE)
            mount("none", _WORKPLACE, "proc", MS_NOSUID | MS_NODEV | MS_RDONLY)
            try:
                return os.open(_WORKPLACE, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
            finally:
                unmount(_WORKPLACE)
        return os.open("/proc", os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    return None


def enter_root() -> bool:
    """Make a root that holds `readable_folders()`, read-only, and nothing else.

    Needs a mount namespace. False where that cannot be done (in a chroot, for one): then nothing
    has changed, and it is for Landlock to hide the files.
    """
    try:
        mount("none", "/", None, MS_REC | MS_PRIVATE)
        _build_root(_WORKPLACE)
    except OSError:
        return False
    pivot_root(_WORKPLACE)
    mount("none", "/", None, MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID | MS_NODEV)
    return True


def _build_root(empty_folder: str) -> None:
    folders = readable_folders()
    mount("none", empty_folder, "tmpfs", MS_NOSUID | MS_NODEV, "size=1m,mode=755")
    made: set[str] = set()
    for folder in sorted(folders):
        if any(folder.startswith(f"{other}/") for other in made):
            continue
        target = empty_folder + folder
        os.makedirs(target, exist_ok=True)
        mount(folder, target, None, MS_BIND | MS_REC)
        _remount_read_only(target)
        made.add(folder)
    for link in ("/lib", "/lib64"):
        if os.path.islink(link):
            os.symlink(os.readlink(link), empty_folder + link)
    for folder in _foreign_packages():
        if any(folder.startswith(f"{other}/") for other in made):
            mount("none", empty_folder + folder, "tmpfs", MS_RDONLY | MS_NOSUID | MS_NODEV)


def _remount_read_only(target: str) -> None:
    # An unprivileged user may not take away flags that the mount already has: ask for them too.
    flags = MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID | MS_NODEV
    present = os.statvfs(target).f_flag
    for bit in (os.ST_NOEXEC, os.ST_NOATIME, os.ST_NODIRATIME, os.ST_RELATIME):
        mapping = {os.ST_RELATIME: 1 << 21}
        if present & bit:
            flags |= mapping.get(bit, bit)
    mount("none", target, None, flags)


def _foreign_packages() -> list[str]:
    """Packages of the machine's own interpreter, which are none of a candidate's business."""
    if sys.prefix == sys.base_prefix:
        return []
    stdlib = os.path.realpath(os.path.dirname(os.__file__))
    candidates = [os.path.join(stdlib, name) for name in ("site-packages", "dist-packages")]
    return [folder for folder in candidates if os.path.isdir(folder)]
