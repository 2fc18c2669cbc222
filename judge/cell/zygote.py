"""The zygote: trusted, one a cell. Forks a child a submission, keeps its clock, reaps it.

It speaks with the judge alone, in short JSON messages over one sequenced-packet socket:

    -> {"hello": {...}}                         once, when children can be had
    <- {}                   + 4 descriptors     what the first child speaks through
    -> {"slot": n}                              a child waits
    <- {"start": n, ...}    + 4 descriptors     its limits; what the child after it speaks through
    <- {"kill": n}
    -> {"exit": n, ...}                         how it ended and what it used

Of the four descriptors three are the child's: its job socket, its output, its answers. The fourth
is the other end of the job socket. The judge sends jobs on it, past the zygote, which adds its word
that the limits stand. A child that writes to it has answered everything. It is measured and ended
then.

Descriptors go into a cell and never out of one: a sandbox with a kernel of its own could not let
them.
"""

import array
import contextlib
import json
import os
import resource
import select
import signal
import socket
import time

# Sockets without the enums that `socket` wraps around them: a zygote has one for each run.
from _socket import socket as RawSocket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

from .libc import (
    fork,
)
from .lockdown import Walls, lock_down

# Raised with every change of messages or frames, so that an old image is told from a new one.
PROTOCOL = 7
_MESSAGE_BYTES = 4096
_FOUR_DESCRIPTORS = socket.CMSG_SPACE(4 * array.array("i").itemsize)
_UNIX, _STREAM = int(socket.AF_UNIX), int(socket.SOCK_STREAM)
# The word for a child that its limits stand.
GO = b"g"
_parse = json.JSONDecoder().raw_decode
_MIB = 1 << 20
_PAGE = resource.getpagesize()
# How late a child that burns its CPU time may be noticed, at most.
_CLOCK_STEP_SECONDS = 0.02
# How often to look whether a child has ended that has hung up.
_END_STEP_MS = 1.0


@dataclass
class _Running:
    """A child and what it may use; times in seconds."""

    number: int
    pid: int
    job: RawSocket
    hung_up: bool = False
    started: bool = False
    cpu_before: float = 0.0
    peak_before_kib: int = 0
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


class _JudgeGone(Exception):
    """The judge has hung up."""


class Zygote:
    """One cell's loop. `serve` returns when the judge hangs up."""

    def __init__(
        self,
        control: socket.socket,
        walls: Walls,
        processes: int | None,
        run_child: Callable[[], None],
        rehearse: Callable[[], None],
    ) -> None:
        self._control = control
        self._walls = walls
        self._processes = processes
        self._run_child = run_child
        self._rehearse = rehearse
        self._poll = select.poll()
        self._count = 0
        # What the next child speaks through: see above.
        self._next: Sequence[int] = ()
        self._base_kib = self._measure_base()
        self._size, self._data = self._measure_self()

    def serve(self, hello: dict[str, Any]) -> None:
        """Say hello, then offer a child, run it, report, again and again."""
        self._say(json.dumps({"hello": hello}).encode())
        self._poll.register(self._control, select.POLLIN)
        # What a child left running would still get is killed with its parent.
        with contextlib.suppress(_JudgeGone):
            self._serve()

    def _serve(self) -> NoReturn:
        child = self._offer()
        while True:
            ready = dict(self._poll.poll(self._patience(child)))
            if child.hung_up and self._reap(child):
                child = self._offer()
            elif not child.hung_up and child.job.fileno() in ready:
                if self._has_answered(child):
                    self._finish(child)
                    child = self._offer()
                else:
                    # It is dying, or still running all the same.
                    self._poll.unregister(child.job)
                    child.hung_up = True
            elif self._control.fileno() in ready:
                self._obey(child)
            else:
                self._watch(child)

    def _patience(self, child: _Running) -> float | None:
        """Milliseconds until something has to be looked at, None for ever."""
        if child.hung_up:
            return _END_STEP_MS
        if not child.started:
            return None
        wall = child.deadline - time.monotonic()
        cpu = child.cpu_limit - child.cpu()
        return max(0.0, min(wall, max(cpu, _CLOCK_STEP_SECONDS))) * 1000 + 1

    def _watch(self, child: _Running) -> None:
        if not child.started:
            return
        if child.cpu() >= child.cpu_limit:
            self._kill(child, "cpu")
        elif time.monotonic() >= child.deadline:
            self._kill(child, "wall")

    def _kill(self, child: _Running, reason: str) -> None:
        if child.reason == "exit":
            child.reason = reason
        os.kill(child.pid, signal.SIGKILL)

    def _obey(self, child: _Running) -> None:
        """Carry out one message. Raises _JudgeGone."""
        message = self._receive()
        try:
            if message.get("start") == child.number:
                self._start(child, message)
                os.write(child.job.fileno(), GO)
            elif message.get("kill") == child.number:
                self._kill(child, "killed")
        except (BrokenPipeError, ConnectionResetError, ProcessLookupError):
            pass  # the child has just died, which will be reported

    def _receive(self) -> dict[str, Any]:
        """One message of the judge's; its descriptors are kept for the next child."""
        data, ancillary, _, _ = self._control.recvmsg(_MESSAGE_BYTES, _FOUR_DESCRIPTORS)
        if not data:
            raise _JudgeGone
        for _, _, sent in ancillary:
            self._next = array.array("i", sent)
        message: dict[str, Any] = _parse(data.decode())[0]
        return message

    def _start(self, child: _Running, message: dict[str, Any]) -> None:
        # Limits count from what a fresh child has: the zygote's own size.
        spare = message["memory_bytes"] + message["input_bytes"]
        cpu = int(message["cpu_seconds"]) + 2  # whole seconds; the clock below is the exact one
        for what, soft in (
            (resource.RLIMIT_AS, self._size + spare),
            (resource.RLIMIT_DATA, self._data + spare),
            (resource.RLIMIT_CPU, cpu),
        ):
            resource.prlimit(child.pid, what, (soft, soft))
        # It may still be getting ready; then it has not been at its usual size yet.
        child.peak_before_kib = max(self._peak_kib(child) or 0, self._base_kib)
        child.cpu_before = 0.0
        child.cpu_before = child.cpu()
        child.cpu_limit = message["cpu_seconds"]
        child.deadline = time.monotonic() + message["wall_seconds"]
        child.started = True

    def _offer(self) -> _Running:
        """Fork the next child, ahead of need, and tell the judge."""
        self._count += 1
        while not self._next:  # at first, and where a child ended before its job had come
            self._receive()
        (theirs, output, answers, ours), self._next = self._next, ()
        pid = fork()
        if pid == 0:
            self._become_child(theirs, output, answers, self._run_child)
        for descriptor in (theirs, output, answers):
            os.close(descriptor)
        job = RawSocket(_UNIX, _STREAM, 0, ours)
        self._poll.register(job, select.POLLIN)
        self._say(b'{"slot":%d}' % self._count)
        return _Running(self._count, pid, job)

    def _become_child(
        self, job: int, output: int, answers: int, run: Callable[[], None]
    ) -> NoReturn:
        try:
            lock_down(self._walls, job, output, answers)
        except BaseException as error:  # noqa: BLE001
            # A child whose walls do not stand must not run anything; its silence is a failure.
            os.write(2, f"a child could not be locked down: {error!r}\n".encode()[:500])
            os._exit(1)
        try:
            run()
        finally:
            os._exit(1)

    def _measure_base(self) -> int:
        """The memory, in KiB, of a child that is ready and does nothing."""
        pid = fork()
        if pid == 0:
            self._become_child(os.dup(2), os.dup(2), os.dup(2), self._rehearse_and_exit)
        _, status, used = os.wait4(pid, 0)
        if status:
            raise OSError("a child could not be locked down; see the cell's log")
        return used.ru_maxrss

    def _has_answered(self, child: _Running) -> bool:
        """False for a child that hung up instead."""
        try:
            return bool(child.job.recv(1, socket.MSG_DONTWAIT))
        except ConnectionResetError:
            return False

    def _finish(self, child: _Running) -> None:
        """Report what a child used that has nothing left to do, and only then end it.

        Taking a process apart costs a millisecond, which nobody should have to wait for.
        """
        cpu, peak = child.cpu(), self._peak_kib(child)
        if peak is not None:
            self._report(child, 0, cpu, peak)
        os.kill(child.pid, signal.SIGKILL)
        _, _, used = os.wait4(child.pid, 0)
        if peak is None:  # it was ending already
            cpu = used.ru_utime + used.ru_stime - child.cpu_before
            self._report(child, 0, cpu, used.ru_maxrss)
        self._forget(child)

    def _reap(self, child: _Running) -> bool:
        """Report how a child has ended; False while it has not."""
        pid, status, used = os.wait4(child.pid, os.WNOHANG)
        if not pid:
            return False
        code = os.waitstatus_to_exitcode(status)
        cpu = used.ru_utime + used.ru_stime - child.cpu_before
        # The kernel's own limit comes first where this loop was held up, as on a busy machine.
        ran_out = child.started and code < 0 and cpu >= child.cpu_limit
        if code == -signal.SIGXCPU or (ran_out and child.reason == "exit"):
            child.reason = "cpu"
        self._report(child, code, cpu, used.ru_maxrss)
        self._forget(child)
        return True

    def _forget(self, child: _Running) -> None:
        if not child.hung_up:
            self._poll.unregister(child.job)
        child.job.close()

    def _report(self, child: _Running, status: int, cpu: float, peak_kib: int) -> None:
        self._say(
            b'{"exit":%d,"status":%d,"reason":"%s","cpu_ms":%.3f,"memory_kib":%d}'
            % (
                child.number,
                status,
                child.reason.encode(),
                max(cpu, 0.0) * 1000,
                max(0, peak_kib - child.peak_before_kib),
            )
        )

    def _peak_kib(self, child: _Running) -> int | None:
        """The most memory that the child has held at once, None where that cannot be seen."""
        if self._processes is None:
            return None
        try:
            status = os.open(f"{child.pid}/status", os.O_RDONLY, dir_fd=self._processes)
        except OSError:
            return None
        try:
            text = os.read(status, 4096)
        finally:
            os.close(status)
        at = text.find(b"VmHWM:")
        return int(text[at + 6 : text.index(b"kB", at)]) if at >= 0 else None

    def _rehearse_and_exit(self) -> None:
        self._rehearse()
        os._exit(0)

    def _measure_self(self) -> tuple[int, int]:
        """Address space and data of this process, in bytes."""
        if self._processes is None:
            raise OSError("there is no /proc folder to learn the size of a fresh process from")
        statm = os.open(f"{os.getpid()}/statm", os.O_RDONLY, dir_fd=self._processes)
        try:
            size, _, _, _, _, data, _ = map(int, os.read(statm, 200).split())
        finally:
            os.close(statm)
        return size * _PAGE, data * _PAGE

    def _say(self, message: bytes) -> None:
        try:  # noqa: SIM105  a context manager takes longer
            os.write(self._control.fileno(), message)
        except (BrokenPipeError, ConnectionResetError):
            pass  # the judge has hung up, which the loop sees next
