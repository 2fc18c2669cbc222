"""What this machine offers the sandbox, what is missing, and the command that mends it."""

import contextlib
import ctypes
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from judge.runner.errors import SandboxUnavailable
from judge.runner.launchers import LauncherOptions
from judge.runner.launchers.process import cell_python

_CLONE_NEWUSER, _CLONE_NEWNS, _CLONE_NEWPID = 0x10000000, 0x00020000, 0x20000000
_LANDLOCK_CREATE_RULESET = 444
_PR_GET_SECCOMP = 21


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at; `mend` says what to do where it is not `good`."""

    name: str
    good: bool
    text: str
    mend: str = ""


def examine(options: LauncherOptions) -> list[Finding]:
    """Look at everything that the launchers use. Starts nothing that stays."""
    return [
        _environment(),
        _seccomp(),
        _landlock(),
        _namespaces(),
        _cgroups(),
        _docker(options),
    ]


def _environment() -> Finding:
    try:
        python = cell_python()
    except SandboxUnavailable as error:
        return Finding("environment", False, str(error), "make run")
    return Finding("environment", True, f"{python} runs the cells")


def _seccomp() -> Finding:
    actions = Path("/proc/sys/kernel/seccomp/actions_avail")
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_GET_SECCOMP, 0, 0, 0, 0) < 0:
        return Finding("seccomp", False, "the kernel has none", "use a kernel with CONFIG_SECCOMP")
    known = actions.read_text().strip() if actions.exists() else "yes"
    return Finding("seccomp", True, f"system calls can be filtered ({known})")


def _landlock() -> Finding:
    libc = ctypes.CDLL(None, use_errno=True)
    version = libc.syscall(_LANDLOCK_CREATE_RULESET, None, 0, 1)
    if version > 0:
        return Finding("landlock", True, f"version {version}: files can be hidden")
    mend = "boot with lsm=landlock,... on Linux 5.13 or newer; namespaces can stand in"
    return Finding("landlock", False, "not in this kernel", mend)


def _namespaces() -> Finding:
    wanted = _CLONE_NEWNS | _CLONE_NEWPID
    if os.geteuid() != 0:
        wanted |= _CLONE_NEWUSER
    if _in_child(lambda: ctypes.CDLL(None).unshare(wanted) == 0):
        how = "as root" if os.geteuid() == 0 else "by way of a user namespace"
        return Finding("namespaces", True, f"mount, pid, net, ipc and uts, {how}")
    mend = "sysctl -w kernel.unprivileged_userns_clone=1, or run as root; Landlock can stand in"
    return Finding("namespaces", False, "not allowed for this user", mend)


def _in_child(work: Callable[[], bool]) -> bool:
    pid = os.fork()
    if pid == 0:
        os._exit(0 if work() else 1)
    return os.waitpid(pid, 0)[1] == 0


def _cgroups() -> Finding:
    if Path("/sys/fs/cgroup/cgroup.controllers").exists():
        return Finding("cgroups", True, "version 2; not needed, limits are the processes' own")
    if Path("/sys/fs/cgroup/memory").exists():
        return Finding("cgroups", True, "version 1; not needed, limits are the processes' own")
    return Finding("cgroups", True, "none; not needed, limits are the processes' own")


def _docker(options: LauncherOptions) -> Finding:
    from judge.runner.launchers.docker import DockerLauncher

    build = f"docker build -t {options.image} -f judge/cell/Dockerfile ."
    try:
        with contextlib.closing(DockerLauncher(options)) as launcher:
            missing = launcher.missing_limits()
    except SandboxUnavailable as error:
        mends = {"no image": build, "no runtime": f"apt-get install {options.runtime}"}
        found = (mend for words, mend in mends.items() if words in str(error))
        mend = next(found, "apt-get install docker.io")
        return Finding("docker", False, str(error), f"{mend} (only for NABLA_SANDBOX=docker)")
    runtime = f" and the runtime {options.runtime!r}" if options.runtime else ""
    text = f"the engine answers and has the image {options.image!r}{runtime}"
    if missing:
        text += f"; it bounds no {', '.join(missing)}, so the processes' own limits stand alone"
    return Finding("docker", True, text)


def can_embed(findings: list[Finding]) -> bool:
    """The embedded sandbox is safe here: a filter, and at least one way to hide the files."""
    good = {finding.name for finding in findings if finding.good}
    return {"environment", "seccomp"} <= good and bool(good & {"landlock", "namespaces"})
