"""One job in one child: send it, read what comes, bound every wait and every byte."""

import contextlib
import os
import select
import socket
import struct
import time
from array import array
from collections.abc import Callable
from threading import Event
from typing import Any

from judge.runner.control import Control
from judge.runner.errors import CellDied
from judge.runner.faults import read_fault, read_names
from judge.runner.figures import Drawing, read_drawing
from judge.runner.job import Answer, Ending, Failure, Job, Outcome
from judge.runner.memory import Parcel
from judge.runner.slot import Slot
from judge.runner.wire import FrameReader, WireError, unpack

# Before it the child of the run before is taken apart, and this one forked.
_GRACE_SECONDS = 5.0
_READ_BYTES = 1 << 18
_FULL_PIPE_BYTES = 1 << 16
_GATHER_MS = 5
# Of a message with a batch: whether it is the last, and the lengths of batch and code in bytes.
_HEAD = struct.Struct("<cii")
_NO_CODE = Parcel(b"")
_STAGES = ("syntax", "forbidden", "undefined", "load")
_OUT_OF_MEMORY = 86

OnAnswer = Callable[[int, Answer], None]


class Run:
    """One job in one child, from its start to its end."""

    def __init__(
        self,
        control: Control,
        slot: Slot,
        later: Slot,
        job: Job,
        on_answer: OnAnswer | None,
        cancel: Event | None,
    ) -> None:
        self._control = control
        self._number = slot.number
        self._later = later
        self._output = slot.output
        self._answer_pipe = slot.answers
        self._job_socket = slot.job
        self._job = job
        self._on_answer = on_answer
        self._cancel = cancel
        self._reader = FrameReader(job.limits.answer_bytes)
        self._printed = bytearray()
        self._shown = 0
        self._answers: list[Answer] = []
        self._handed_on = 0
        self._figures: list[Drawing] = []
        self._figure_count = self._figure_bytes = 0
        self._failure: Failure | None = None
        self._batch = 0
        # How many of its tests are answered, of how many; after the last one a number that nothing
        # equals.
        self._in_batch = 0
        self._batch_size = len(job.batches[0].cases)
        self._read_size = 0
        self._begun = self._read_at = 0.0
        self._told_seconds = 0.0
        self._ended = False
        self._killed: Ending | None = None

    def conduct(self) -> Outcome:
        """See it through. Raises CellDied when the cell itself fails."""
        limits = self._job.limits
        code = Parcel(self._job.code.encode("utf-8", "replace"))
        try:
            self._begun = time.monotonic()
            inputs = 2 * sum(batch.parcel.size for batch in self._job.batches) + 4 * code.size
            may_use = (limits.cpu_seconds, limits.wall_seconds, limits.memory_bytes, inputs)
            self._send_batch(code)
            self._control.start(self._number, may_use, self._later)
            exit_ = self._attend(time.monotonic() + limits.wall_seconds + _GRACE_SECONDS)
        finally:
            code.close()
        try:
            return self._conclude(exit_)
        except (KeyError, TypeError, ValueError) as error:
            raise CellDied("the cell broke the protocol") from error

    def _attend(self, deadline: float) -> dict[str, Any]:
        """Read until the cell reports the child's end; returns that report."""
        poll = select.poll()
        poll.register(self._output, select.POLLIN)
        poll.register(self._answer_pipe, select.POLLIN)
        control = self._control.fileno()
        poll.register(control, select.POLLIN)
        ending = select.poll()
        ending.register(control, select.POLLIN)
        ending.register(self._output, select.POLLIN)
        last = len(self._job.batches) - 1
        while True:
            # Waking for each answer would cost more than the answers do: let a few gather, unless
            # the child's end comes first.
            if self._few(last):
                ending.poll(_GATHER_MS)
            patience = deadline - time.monotonic()
            if self._cancel is not None:
                patience = min(patience, 0.1)
                if self._cancel.is_set():
                    self._kill("cancelled")
            ready = {fd for fd, _ in poll.poll(max(patience, 0.0) * 1000)}
            # Late because we were busy with its answers is not late: the report may be here.
            if patience < -_GRACE_SECONDS or (patience <= 0 and not ready):
                raise CellDied("the cell did not end a run in time")
            # What was printed first, so that it is here when the answer after it is looked at.
            if self._output in ready and not self._read_output():
                poll.unregister(self._output)
                ending.unregister(self._output)
            if self._answer_pipe in ready and not self._read_answers():
                poll.unregister(self._answer_pipe)
            if control in ready:
                message = self._control.receive()
                if message.get("exit") == self._number:
                    self._drain()
                    return message

    def _few(self, last: int) -> bool:
        """Answers come in a trickle, and nothing waits for them: no batch, and no full pipe."""
        return self._batch == last and self._read_size < _FULL_PIPE_BYTES // 2

    def _drain(self) -> None:
        while self._read_output():
            pass
        while self._read_answers():
            pass

    def _read_output(self) -> bool:
        """One read of what is printed; False when there is no more."""
        with contextlib.suppress(BlockingIOError):
            data = os.read(self._output, _READ_BYTES)
            room = self._job.limits.output_bytes - len(self._printed)
            self._printed += data[: max(0, room)]
            if len(data) > room:
                self._kill("output")
            return bool(data)
        return False

    def _read_answers(self) -> bool:
        with contextlib.suppress(BlockingIOError):
            data = os.read(self._answer_pipe, _READ_BYTES)
            self._read_at = time.monotonic()
            self._read_size = len(data)
            if self._killed is None:
                try:
                    for message, blob in self._reader.feed(data):
                        self._take(message, blob)
                except WireError:
                    self._kill("crashed")
                if self._reader.over_limit:
                    self._kill("output")
                # Only now: the child may be waiting for its next batch.
                self._hand_on()
            return bool(data)
        return False

    def _hand_on(self) -> None:
        if self._on_answer is not None:
            for index in range(self._handed_on, len(self._answers)):
                self._on_answer(index, self._answers[index])
            self._handed_on = len(self._answers)

    def _kill(self, ending: Ending) -> None:
        if self._killed is None:
            self._killed = ending
            self._control.end(self._number)

    def _take(self, message: dict[str, Any], blob: bytes) -> None:
        """One frame of the child's; WireError if it is none that can come now."""
        kind = message.get("k")
        if kind == "case":
            self._take_answer(message, blob)
        elif kind == "figure":
            self._take_figure(message, blob)
        elif kind == "batch" and self._in_batch == self._batch_size:
            self._batch += 1
            self._in_batch = 0
            if self._batch < len(self._job.batches):
                self._batch_size = len(self._job.batches[self._batch].cases)
                self._send_batch(_NO_CODE)
            else:
                self._batch_size = -1
        elif kind == "fail" and not self._answers and self._failure is None:
            stage = message.get("stage")
            if stage not in _STAGES:
                raise WireError("unknown stage")
            self._failure = Failure(stage, read_fault(message.get("e")))
        elif kind == "end" and not self._ended and self._may_end():
            self._ended = True
        else:
            raise WireError("unexpected message")

    def _may_end(self) -> bool:
        return self._failure is not None or self._batch == len(self._job.batches)

    def _take_figure(self, message: dict[str, Any], blob: bytes) -> None:
        asked = None
        if self._failure is None and self._batch_size > 0:
            asked = self._job.batches[self._batch].figures
        self._figure_count += 1
        self._figure_bytes += len(blob)
        if (
            asked is None
            or len(self._figures) >= asked.each
            or self._figure_count > asked.all
            or self._figure_bytes > asked.bytes
        ):
            raise WireError("a figure that was not asked for")
        self._figures.append(read_drawing(message.get("text"), blob))

    def _take_answer(self, message: dict[str, Any], blob: bytes) -> None:
        if self._failure or not message.get("i") == self._in_batch < self._batch_size:
            raise WireError("an answer out of turn")
        self._answers.append(self._parse_answer(message, blob))
        self._in_batch += 1

    def _parse_answer(self, message: dict[str, Any], blob: bytes) -> Answer:
        elapsed = message.get("t")
        if type(elapsed) is not float or elapsed < 0:
            raise WireError("malformed time")
        # One after another they fit into the run: more would only be there to say something by it.
        self._told_seconds += elapsed
        if not self._told_seconds <= self._read_at - self._begun:
            raise WireError("malformed time")
        fault = read_fault(message["e"]) if "e" in message else None
        value = None if fault else unpack(message.get("v"), blob)
        stdout = self._stdout_until(message.get("out"))
        figures, self._figures = tuple(self._figures), []
        return Answer(value, fault, stdout, elapsed * 1000, read_names(message.get("m")), figures)

    def _send_batch(self, code: Parcel) -> None:
        """Give the child the batch under way, and with the first one the code. Raises CellDied."""
        last = self._batch + 1 == len(self._job.batches)
        parcels = self._job.batches[self._batch].parcel, code
        sizes = [parcel.size if parcel.sent is not None else -1 for parcel in parcels]
        head = _HEAD.pack(b"z" if last else b"a", *sizes)
        data = b"".join([head, *(parcel.sent or b"" for parcel in parcels)])
        descriptors = [descriptor for parcel in parcels for descriptor in parcel.open()]
        rights = (socket.SOL_SOCKET, socket.SCM_RIGHTS, array("i", descriptors))
        along = [rights] if descriptors else []
        try:
            sent = self._job_socket.sendmsg([data], along, socket.MSG_DONTWAIT)
        except BlockingIOError:
            sent = 0
        except OSError:
            return  # the child is gone, which the cell reports
        finally:
            for descriptor in descriptors:
                os.close(descriptor)
        if sent < len(data):
            # There is room for a message where the one before has been read.
            if self._batch == 0:
                raise CellDied("a job does not fit into its socket")
            self._kill("crashed")

    def _stdout_until(self, count: Any) -> str:
        """What was printed since the last answer, up to the byte count that the child gives."""
        if type(count) is not int:
            raise WireError("malformed output count")
        if count == self._shown:
            return ""
        # Printed before the answer was sent, so it is in the pipe by now.
        while len(self._printed) < min(count, self._job.limits.output_bytes):
            if not self._read_output():
                break
        end = max(self._shown, min(count, len(self._printed)))
        text = self._printed[self._shown : end].decode("utf-8", "replace")
        self._shown = end
        return text

    def _conclude(self, report: dict[str, Any]) -> Outcome:
        status = int(report["status"])
        ending: Ending
        if self._killed:
            ending = self._killed
        elif report["reason"] in ("cpu", "wall"):
            ending = "time"
        elif self._ended:
            ending = "finished"
        elif status == _OUT_OF_MEMORY:
            ending = "memory"
        else:
            ending = "crashed"
        return Outcome(
            answers=tuple(self._answers),
            ending=ending,
            failure=self._failure,
            stdout=self._printed[self._shown :].decode("utf-8", "replace"),
            signal=-status if status < 0 else None,
            status=status if status >= 0 else None,
            cpu_ms=float(report["cpu_ms"]),
            memory_kib=int(report["memory_kib"]),
        )
