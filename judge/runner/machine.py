"""What this machine offers the sandbox, what is missing, and the command that mends it."""

import contextlib
import ctypes
import errno
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from judge.runner.errors import SandboxUnavailable
from judge.runner.launchers import LauncherOptions
from judge.runner.launchers.process import cell_python

_CLONE_NEWUSER, _CLONE_NEWNS, _CLONE_NEWPID = 0x10000000, 0x00020000, 0x20000000
_LANDLOCK_CREATE_RULESET = 444
_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER = 22, 2
_MACHINES = ("x86_64", "aarch64")
# What forbids user namespaces to ordinary users: where it stands, as what, and what allows them.
_FORBIDDING = (
    ("user/max_user_namespaces", "0", "15000"),
    ("kernel/unprivileged_userns_clone", "0", "1"),
    ("kernel/apparmor_restrict_unprivileged_userns", "1", "0"),
)


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
    machine = os.uname().machine
    if machine not in _MACHINES:
        text = f"system calls of {machine} are not known, only those of {', '.join(_MACHINES)}"
        return Finding("seccomp", False, text, "use a machine of those kinds")
    libc = ctypes.CDLL(None, use_errno=True)
    # With no filter at that address: a kernel that has filters says so by "bad address".
    libc.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, None, 0, 0)
    if ctypes.get_errno() not in (errno.EFAULT, errno.EACCES):
        mend = "use a kernel with CONFIG_SECCOMP_FILTER"
        return Finding("seccomp", False, "the kernel has no filters", mend)
    actions = Path("/proc/sys/kernel/seccomp/actions_avail")
    known = actions.read_text().strip() if actions.exists() else "yes"
    return Finding("seccomp", True, f"system calls can be filtered ({known})")


def _landlock() -> Finding:
    libc = ctypes.CDLL(None, use_errno=True)
    version = libc.syscall(_LANDLOCK_CREATE_RULESET, None, 0, 1)
    if version > 0:
        return Finding("landlock", True, f"version {version}: files can be hidden")
    match ctypes.get_errno():
        case errno.EOPNOTSUPP:
            others = _read("/sys/kernel/security/lsm") or "..."
            text = "in this kernel, but not switched on"
            mend = f"boot with lsm=landlock,{others}"
        case errno.ENOSYS:
            text = "not in this kernel"
            mend = "use Linux 5.13 or newer with CONFIG_SECURITY_LANDLOCK"
        case _:
            text = "refused to this process, as by a container's seccomp profile"
            mend = "use a newer container engine"
    return Finding("landlock", False, text, f"{mend}; namespaces can stand in")


def _namespaces() -> Finding:
    if _in_child(_enter_namespaces):
        how = "as root" if os.geteuid() == 0 else "by way of a user namespace"
        return Finding("namespaces", True, f"mount, pid, net, ipc and uts, {how}")
    if os.geteuid() == 0:
        text = "not allowed for this root"
        mend = "run outside of this container, or give it CAP_SYS_ADMIN"
    else:
        text = "not allowed for this user"
        mend = _mend_user_namespaces()
    return Finding("namespaces", False, text, f"{mend}; Landlock can stand in")


def _enter_namespaces() -> bool:
    """As a cell does: on some machines only the second step of it is refused."""
    user = os.geteuid()
    wanted = _CLONE_NEWNS | _CLONE_NEWPID | (_CLONE_NEWUSER if user else 0)
    if ctypes.CDLL(None).unshare(wanted):
        return False
    if user:
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"{user} {user} 1")
    return True


def _mend_user_namespaces() -> str:
    """The command that allows them, by what this system has that can forbid them."""
    for path, value, allowed in _FORBIDDING:
        if _read(f"/proc/sys/{path}") == value:
            return f"sudo sysctl -w {path.replace('/', '.')}={allowed}, or run as root"
    return "run as root"


def _read(path: str) -> str:
    """The text of a small file, nothing where it cannot be read."""
    with contextlib.suppress(OSError):
        return Path(path).read_text().strip()
    return ""


def _in_child(work: Callable[[], bool]) -> bool:
    pid = os.fork()
    if pid == 0:
        try:
            os._exit(0 if work() else 1)
        finally:
            os._exit(1)
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
        mends = {
            "no image": build,
            "no runtime": f"apt-get install {options.runtime}",
            "PermissionError": "sudo usermod -aG docker $USER, then log in again",
        }
        found = (mend for words, mend in mends.items() if words in str(error))
        here = shutil.which("dockerd") is not None
        mend = next(found, "sudo systemctl start docker" if here else "apt-get install docker.io")
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
