"""The zygote: trusted, one a cell. Forks a child a submission, keeps its clock, reaps it.

It speaks with the judge alone, in short JSON messages over one sequenced-packet socket:

    -> {"hello": {...}}                         once, when children can be had
    -> {"slot": n}          + 3 descriptors     a child waits: its output, answers, job socket
    <- {"start": n, ...}    + 2 descriptors     its limits; the code and the first batch of inputs
    <- {"kill": n}
    -> {"exit": n, ...}                         how it ended and what it used

Later batches the judge sends to the child itself, on the job socket: the limits stand by then.
"""

import contextlib
import gc
import json
import os
import platform
import resource
import select
import signal
import socket
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NoReturn

from . import landlock, rootfs
from .libc import (
    PR_SET_DUMPABLE,
    PR_SET_NO_NEW_PRIVS,
    PR_SET_PDEATHSIG,
    drop_capabilities,
    prctl,
)
from .lockdown import Ballast, Walls, lock_down

_MESSAGE_BYTES = 4096
_MIB = 1 << 20
_PAGE = resource.getpagesize()
# How late a child that burns its CPU time may be noticed, at most.
_CLOCK_STEP_SECONDS = 0.02
# Ids that own nothing; another for each cell.
_FIRST_USER = 61_000


@dataclass
class _Running:
    """A child and what it may use; times in seconds."""

    number: int
    pid: int
    pidfd: int
    job: socket.socket
    started: bool = False
    cpu_before: float = 0.0
    cpu_limit: float = 0.0
    deadline: float = 0.0
    reason: str = "exit"

    def cpu(self) -> float:
        """CPU seconds used since the job started."""
        # The clock of another process: its number, negated, and the kind "scheduler time".
        try:
            return time.clock_gettime((~self.pid << 3) | 2) - self.cpu_before
        except OSError:
            return 0.0  # it has just ended, and its descriptor says so


class Zygote:
    """One cell's loop. `serve` returns when the judge hangs up."""

    def __init__(
        self, control: socket.socket, walls: Walls, statm: int, run_child: Callable[[Ballast], None]
    ) -> None:
        self._control = control
        self._walls = walls
        self._statm = statm
        self._run_child = run_child
        self._child: _Running | None = None
        self._count = 0
        self._base_kib = self._measure_base()

    def serve(self) -> None:
        """Offer a child, run it, report, again and again."""
        self._offer()
        poll = select.poll()
        poll.register(self._control, select.POLLIN)
        while True:
            child = self._child
            if child is None:
                return
            poll.register(child.pidfd, select.POLLIN)
            ready = dict(poll.poll(self._patience(child)))
            if child.pidfd in ready:
                poll.unregister(child.pidfd)
                self._reap(child)
                self._offer()
            elif self._control.fileno() in ready:
                if not self._obey(child):
                    os.kill(child.pid, signal.SIGKILL)
                    return
            else:
                self._watch(child)

    def _patience(self, child: _Running) -> float | None:
        """Milliseconds until something has to be looked at, None for ever."""
        if not child.started:
            return None
        wall = child.deadline - time.monotonic()
        cpu = child.cpu_limit - child.cpu()
        return max(0.0, min(wall, max(cpu, _CLOCK_STEP_SECONDS))) * 1000 + 1

    def _watch(self, child: _Running) -> None:
        if child.cpu() >= child.cpu_limit:
            self._kill(child, "cpu")
        elif time.monotonic() >= child.deadline:
            self._kill(child, "wall")

    def _kill(self, child: _Running, reason: str) -> None:
        if child.reason == "exit":
            child.reason = reason
        os.kill(child.pid, signal.SIGKILL)

    def _obey(self, child: _Running) -> bool:
        """Carry out one message; False when the judge is gone."""
        data, descriptors, _, _ = socket.recv_fds(self._control, _MESSAGE_BYTES, 2)
        try:
            if not data:
                return False
            message = json.loads(data)
            if message.get("start") == child.number:
                self._start(child, message)
                socket.send_fds(child.job, [message["mark"].encode()], descriptors)
            elif message.get("kill") == child.number:
                self._kill(child, "killed")
        except (BrokenPipeError, ConnectionResetError, ProcessLookupError):
            pass  # the child has just died, which will be reported
        finally:
            for descriptor in descriptors:
                os.close(descriptor)
        return True

    def _start(self, child: _Running, message: dict[str, Any]) -> None:
        size, _, _, _, _, data, _ = map(int, os.pread(self._statm, 200, 0).split())
        # Limits count from what a fresh child has: the zygote's own size.
        room = message["memory_bytes"]
        spare = room + message["input_bytes"]
        cpu = int(message["cpu_seconds"]) + 2  # whole seconds; the clock below is the exact one
        for what, soft in (
            (resource.RLIMIT_AS, size * _PAGE + spare),
            (resource.RLIMIT_DATA, data * _PAGE + spare),
            (resource.RLIMIT_CPU, cpu),
        ):
            resource.prlimit(child.pid, what, (soft, soft))
        child.cpu_before = 0.0
        child.cpu_before = child.cpu()
        child.cpu_limit = message["cpu_seconds"]
        child.deadline = time.monotonic() + message["wall_seconds"]
        child.started = True

    def _offer(self) -> None:
        """Fork the next child, ahead of need, and tell the judge where its words come out."""
        self._count += 1
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        output, output_in = os.pipe()
        answers, answers_in = os.pipe()
        pid = os.fork()
        if pid == 0:
            self._become_child(theirs.fileno(), output_in, answers_in, self._run_child)
        theirs.close()
        os.close(output_in)
        os.close(answers_in)
        self._child = _Running(self._count, pid, os.pidfd_open(pid), ours)
        self._say({"slot": self._count}, [output, answers, ours.fileno()])
        os.close(output)
        os.close(answers)

    def _become_child(
        self, job: int, output: int, answers: int, run: Callable[[Ballast], None]
    ) -> NoReturn:
        try:
            lock_down(self._walls, job, output, answers)
            run(Ballast())
        except BaseException as error:  # noqa: BLE001
            # A child whose walls do not stand must not run anything; its silence is a failure.
            os.write(2, f"a child could not be locked down: {error!r}\n".encode()[:500])
        os._exit(1)

    def _measure_base(self) -> int:
        """The memory, in KiB, of a child that does nothing: what it shares with the zygote."""
        pid = os.fork()
        if pid == 0:
            self._become_child(os.dup(2), os.dup(2), os.dup(2), lambda _: os._exit(0))
        _, status, used = os.wait4(pid, 0)
        if status:
            raise OSError("a child could not be locked down; see the cell's log")
        return used.ru_maxrss

    def _reap(self, child: _Running) -> None:
        _, status, used = os.wait4(child.pid, 0)
        os.close(child.pidfd)
        child.job.close()
        cpu = used.ru_utime + used.ru_stime - child.cpu_before
        code = os.waitstatus_to_exitcode(status)
        if code == -signal.SIGXCPU:
            child.reason = "cpu"
        self._say(
            {
                "exit": child.number,
                "status": code,
                "reason": child.reason,
                "cpu_ms": round(max(cpu, 0.0) * 1000, 3),
                "memory_kib": max(0, used.ru_maxrss - self._base_kib),
            }
        )

    def _say(self, message: dict[str, Any], descriptors: list[int] | None = None) -> None:
        # If the judge has hung up, the loop sees that next.
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            socket.send_fds(self._control, [json.dumps(message).encode()], descriptors or [])


def run_cell(control: socket.socket, number: int, *, contained: bool) -> None:
    """Enter the walls that need doing only once, import NumPy, serve until the judge hangs up.

    `contained`: somebody else has put this process into namespaces and a root of its own already.
    """
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[name] = "1"  # a second thread would be a system call that children may not make

    user = _FIRST_USER + number if os.geteuid() == 0 else None
    namespaces = [] if contained else rootfs.enter_namespaces()
    if namespaces and os.fork():
        _wait_for_zygote(control)
    statm = os.open("/proc/self/statm", os.O_RDONLY | os.O_CLOEXEC)
    # This far down, because it loads NumPy, which the waiting process above has no use for; and
    # before the new root, which does not hold the cell's own source.
    from .child import Child

    del sys.path[0]  # the cell's own source, which is none of a candidate's business
    readable = rootfs.readable_folders()
    if namespaces:
        socket.sethostname("cell")
        if not rootfs.enter_root():
            namespaces.remove("mount")
    _give_up_privileges(user)
    numpy_version = _warm_up()
    if not (landlock.version() or contained or "mount" in namespaces):
        raise OSError(
            "this kernel has neither Landlock nor, for this user, mount namespaces: a program could"
            " read the machine's files. Use NABLA_SANDBOX=docker here."
        )
    walls = Walls.build(readable)
    gc.collect()
    gc.freeze()
    gc.disable()
    hello = {
        "python": platform.python_version(),
        "numpy": numpy_version,
        "namespaces": namespaces,
        "landlock": landlock.version(),
        "user": user,
        "machine": platform.machine(),
    }
    zygote = Zygote(control, walls, statm, lambda ballast: Child(ballast).run())
    control.send(json.dumps({"hello": hello}).encode())
    zygote.serve()


def _give_up_privileges(user: int | None) -> None:
    """From here on the cell is nobody: it and its children own nothing and may do nothing."""
    if user is not None:
        os.setgroups([])
        os.setresgid(user, user, user)
        os.setresuid(user, user, user)
    drop_capabilities()
    prctl(PR_SET_NO_NEW_PRIVS, 1)
    prctl(PR_SET_DUMPABLE, 0)
    prctl(PR_SET_PDEATHSIG, signal.SIGKILL)  # becoming another user clears it


def _warm_up() -> str:
    """Load what every child will want: a lazy import costs each of them milliseconds."""
    import numpy
    import numpy.fft
    import numpy.linalg
    import numpy.random

    numpy.random.default_rng([0, 0]).standard_normal(3)
    numpy.linalg.solve(numpy.eye(2), numpy.ones(2))
    numpy.ones((2, 2)) @ numpy.ones((2, 2))
    repr(numpy.ones(2))
    return str(numpy.__version__)


def _wait_for_zygote(control: socket.socket) -> NoReturn:
    control.close()
    # Only the zygote holds the control socket now: it ends when the judge hangs up.
    os.closerange(3, 1 << 10)
    try:
        os.wait()
    finally:
        os._exit(0)
