"""The zygote: trusted, one a cell. Forks a child a submission, keeps its clock, reaps it.

It speaks with the judge alone, in short messages over one sequenced-packet socket. What it says is
JSON. What it is told is a few numbers: what reads JSON would have to be copied for each child.

    -> {"hello": {...}}                         once, when children can be had
    <- next                 + 4 descriptors     what the first child speaks through
    <- start n, limits      + 4 descriptors     its limits; what the child after it speaks through
    <- end n
    -> {"exit": n, ...}                         how it ended and what it used

The judge may say "start" at once after "exit": that is read when the child is there.

Of the four descriptors three are the child's: its job socket, its output, its answers. The fourth
is the other end of the job socket. The judge sends jobs on it, past the zygote, which adds its word
that the limits stand. A child that writes to it has answered everything. It is measured and ended
then.

A cell stays on one core, whose caches hold what a child shares with its zygote. Which one is up to
the kernel. Where a run had to wait for it, because another cell has the same or because the machine
has other work, the next ones go wherever the kernel wants them.

Descriptors go into a cell and never out of one: a sandbox with a kernel of its own could not let
them.
"""

import contextlib
import json
import os
import select
import socket
import struct
from collections.abc import Callable, Sequence
from os import sched_setaffinity
from resource import RLIMIT_AS, RLIMIT_CPU, RLIMIT_DATA, getpagesize, prlimit
from signal import SIGKILL, SIGXCPU
from time import clock_gettime, monotonic
from typing import Any, NoReturn

from .libc import current_core, fork
from .lockdown import Walls, lock_down

# Raised with every change of messages or frames, so that an old image is told from a new one.
PROTOCOL = 9
# What a page holds that is used between two forks is copied for each child. So the functions used
# there are imported by name and enumerations are numbers: each is one page instead of three.
_KILL, _READABLE = int(SIGKILL), int(select.POLLIN)
_MESSAGE = struct.Struct("<cqddqq")
_START, _END = b"s", b"k"
_MESSAGE_BYTES = _MESSAGE.size
_DESCRIPTORS = struct.Struct("4i")
_DESCRIPTOR_BYTES = socket.CMSG_SPACE(_DESCRIPTORS.size)
# The word for a child that its limits stand.
GO = b"g"
_PAGE = getpagesize()
# How late a child that burns its CPU time may be noticed, at most.
_CLOCK_STEP_SECONDS = 0.02
# How often to look whether a child has ended that has hung up.
_END_STEP_MS = 1.0
# A run had to wait for its core if it took longer than these parts of the CPU time that it used,
# and this much more. In the middle one beside the judge's threads takes 1.2, one in a hundred 1.5,
# and one that shares its core with another cell 2.
_CROWDED, _CROWDED_SECONDS = 1.5, 0.001
# After so many in a row a cell leaves its core: one alone may have waited for the judge, or while
# all of a virtual machine did.
_CROWDED_RUNS = 2
# As many runs after the last one that had to wait it stays on a core again.
_LOOSE_RUNS = 50


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
        self._line = control.fileno()
        self._walls = walls
        self._processes = processes
        self._run_child = run_child
        self._rehearse = rehearse
        self._poll = select.poll()
        self._cores = os.sched_getaffinity(0)
        self._settled = False
        self._crowded_runs = self._loose_runs = 0
        # What the next child speaks through: see above.
        self._next: Sequence[int] = ()
        self._base_kib = self._measure_base()
        self._size, self._data = self._measure_self()
        # The child: its number for the judge and for the kernel, our end of its job socket. What
        # it may use and has used is in seconds.
        self._number = self._pid = 0
        self._job = -1
        self._hung_up = self._started = False
        self._begun = self._deadline = 0.0
        self._cpu_before = self._cpu_limit = 0.0
        self._reason = b"exit"

    def serve(self, hello: dict[str, Any]) -> None:
        """Say hello, then offer a child, run it, report, again and again."""
        self._say(json.dumps({"hello": hello}).encode())
        self._poll.register(self._line, _READABLE)
        # What a child left running would still get is killed with its parent.
        with contextlib.suppress(_JudgeGone):
            self._serve()

    def _serve(self) -> NoReturn:
        self._offer()
        while True:
            told = answered = False
            for descriptor, _ in self._poll.poll(self._patience()):
                if descriptor == self._line:
                    told = True
                else:
                    answered = True
            if self._hung_up and self._reap():
                self._offer()
            elif answered:
                if self._has_answered():
                    self._finish()
                    self._offer()
                else:
                    # It is dying, or still running all the same.
                    self._poll.unregister(self._job)
                    self._hung_up = True
            elif told:
                self._obey()
            elif self._started:
                self._watch()

    def _patience(self) -> float | None:
        """Milliseconds until something has to be looked at, None for ever."""
        if self._hung_up:
            return _END_STEP_MS
        if not self._started:
            return None
        wall = self._deadline - monotonic()
        cpu = self._cpu_limit - self._cpu()
        return max(0.0, min(wall, max(cpu, _CLOCK_STEP_SECONDS))) * 1000 + 1

    def _cpu(self) -> float:
        """CPU seconds that the child has used since its job started."""
        # The clock of another process: its number, negated, and the kind "scheduler time".
        try:
            return clock_gettime((~self._pid << 3) | 2) - self._cpu_before
        except OSError:
            return 0.0  # it has just ended, and its descriptor says so

    def _watch(self) -> None:
        if self._cpu() >= self._cpu_limit:
            self._kill(b"cpu")
        elif monotonic() >= self._deadline:
            self._kill(b"wall")

    def _kill(self, reason: bytes) -> None:
        if self._reason == b"exit":
            self._reason = reason
        os.kill(self._pid, _KILL)

    def _obey(self) -> None:
        """Carry out one message. Raises _JudgeGone."""
        kind, number, *limits = self._receive()
        if number != self._number:
            return  # of a child that has ended
        try:
            if kind == _START:
                self._start(*limits)
                os.write(self._job, GO)
            elif kind == _END:
                self._kill(b"killed")
        except (BrokenPipeError, ConnectionResetError, ProcessLookupError):
            pass  # the child has just died, which will be reported

    def _receive(self) -> tuple[Any, ...]:
        """One message of the judge's; its descriptors are kept for the next child."""
        data, ancillary, _, _ = self._control.recvmsg(_MESSAGE_BYTES, _DESCRIPTOR_BYTES)
        if not data:
            raise _JudgeGone
        for _, _, sent in ancillary:
            self._next = _DESCRIPTORS.unpack(sent)
        return _MESSAGE.unpack(data)

    def _start(
        self, cpu_seconds: float, wall_seconds: float, memory_bytes: int, input_bytes: int
    ) -> None:
        # Limits count from what a fresh child has: the zygote's own size.
        spare = memory_bytes + input_bytes
        size, data = self._size + spare, self._data + spare
        cpu = int(cpu_seconds) + 2  # whole seconds; the clock below is the exact one
        prlimit(self._pid, RLIMIT_AS, (size, size))
        prlimit(self._pid, RLIMIT_DATA, (data, data))
        prlimit(self._pid, RLIMIT_CPU, (cpu, cpu))
        self._cpu_before = 0.0
        self._cpu_before = self._cpu()
        self._cpu_limit = cpu_seconds
        self._begun = monotonic()
        self._deadline = self._begun + wall_seconds
        self._started = True
        if self._loose_runs:
            self._loose_runs -= 1
        elif not self._settled:
            self._settle({current_core()})  # to which the message has just brought this process

    def _offer(self) -> None:
        """Fork the next child, ahead of need."""
        while not self._next:  # of the first child
            self._receive()
        (theirs, output, answers, self._job), self._next = self._next, ()
        self._pid = fork()
        if self._pid == 0:
            self._become_child(theirs, output, answers, self._run_child)
        os.close(theirs)
        os.close(output)
        os.close(answers)
        self._poll.register(self._job, _READABLE)
        self._number += 1
        self._hung_up = self._started = False
        self._reason = b"exit"

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

    def _has_answered(self) -> bool:
        """False for a child that hung up instead."""
        try:
            return bool(os.read(self._job, 1))
        except (BlockingIOError, ConnectionResetError):
            return False

    def _finish(self) -> None:
        """Report what a child used that has nothing left to do, and only then end it.

        Taking a process apart costs a millisecond, which nobody should have to wait for.
        """
        cpu, peak = self._cpu(), self._peak_kib()
        if peak is not None:
            self._report(0, cpu, peak)
            os.kill(self._pid, _KILL)
            os.waitpid(self._pid, 0)
        else:  # it was ending already, or its peak cannot be seen
            os.kill(self._pid, _KILL)
            _, _, used = os.wait4(self._pid, 0)
            cpu = used.ru_utime + used.ru_stime - self._cpu_before
            self._report(0, cpu, used.ru_maxrss)
        self._poll.unregister(self._job)
        os.close(self._job)

    def _reap(self) -> bool:
        """Report how a child that has hung up has ended; False while it has not.

        Raises OSError where the machine has ended it, before its job had begun or later: then it is
        the cell that has failed, and not the code.
        """
        pid, status, used = os.wait4(self._pid, os.WNOHANG)
        if not pid:
            return False
        code = os.waitstatus_to_exitcode(status)
        cpu = used.ru_utime + used.ru_stime - self._cpu_before
        if not self._started:
            raise OSError(f"a child ended before its job had begun, with status {code}")
        # The kernel's own limit comes first where this loop was held up, as on a busy machine.
        ran_out = code < 0 and cpu >= self._cpu_limit
        if code == -SIGXCPU or (ran_out and self._reason == b"exit"):
            self._reason = b"cpu"
        # Programs cannot do this to themselves: see `seccomp`.
        if code == -_KILL and self._reason == b"exit":
            raise OSError("a child was killed from outside: is the machine short of memory?")
        self._report(code, cpu, used.ru_maxrss)
        os.close(self._job)
        return True

    def _settle(self, cores: set[int]) -> None:
        """Have this process, and the children to come, run on these cores."""
        self._settled = len(cores) == 1
        with contextlib.suppress(OSError):  # the machine's own limits may have changed
            sched_setaffinity(0, cores)

    def _report(self, status: int, cpu: float, peak_kib: int) -> None:
        self._say(
            b'{"exit":%d,"status":%d,"reason":"%s","cpu_ms":%.3f,"memory_kib":%d}'
            % (
                self._number,
                status,
                self._reason,
                max(cpu, 0.0) * 1000,
                max(0, peak_kib - self._base_kib),
            )
        )
        if monotonic() - self._begun > _CROWDED * cpu + _CROWDED_SECONDS:
            self._crowded_runs += 1
            if self._crowded_runs >= _CROWDED_RUNS or not self._settled:
                self._loose_runs = _LOOSE_RUNS
                if self._settled:
                    self._settle(self._cores)
        else:
            self._crowded_runs = 0

    def _peak_kib(self) -> int | None:
        """The most memory that the child has held at once, None where that cannot be seen."""
        if self._processes is None:
            return None
        try:
            status = os.open(f"{self._pid}/status", os.O_RDONLY, dir_fd=self._processes)
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
            os.write(self._line, message)
        except (BrokenPipeError, ConnectionResetError):
            pass  # the judge has hung up, which the loop sees next
