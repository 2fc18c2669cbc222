"""What a locked-down child does: take the job, run the candidate's code, send what came back.

Nothing in here is trusted by the judge: the candidate's code runs in the same process and may
change all of it. It can make its own answers, which is what a solution does anyway; it cannot make
a verdict, because the expected values are not here.
"""

import builtins
import contextlib
import io
import math
import os
import select
import socket
import struct
import sys
from _socket import socket as RawSocket
from _socket import socketpair
from array import array
from collections.abc import Callable, Iterator
from gc import enable as enable_gc
from os import read, write
from signal import pause
from time import perf_counter
from types import CodeType, TracebackType
from typing import Any

import numpy as np

from . import figures
from .inputs import Inputs
from .lockdown import ANSWERS, JOB, STDOUT, Ballast
from .rules import ForbiddenError, check_rules, enforce
from .wire import Packer, encode

SOLUTION = "solution.py"
# Before the number of an own function: the file that its lines are said to be in.
_OWN = "own "
# An exit without this status and an end frame is a failure, whatever it says.
FINISHED = 0
OUT_OF_MEMORY = 86
# A job that is on its way comes within this time; only without one is there time to rehearse.
_JOB_MILLISECONDS = 2
_UNIX, _STREAM = int(socket.AF_UNIX), int(socket.SOCK_STREAM)
# Whether more comes; how long the batch and the code are.
_HEAD = struct.Struct("<cii")
_HEAD_BYTES = _HEAD.size
_TWO_DESCRIPTORS = socket.CMSG_SPACE(2 * array("i").itemsize)
_MAX_TEXT = 2000
_MAX_FRAMES = 20
_MAX_DEPTH = 100_000
_NAME: Any = type.__dict__["__name__"]
_TRACEBACK: Any = BaseException.__dict__["__traceback__"]


class _Printed(io.RawIOBase):
    """Standard output that counts, so that each test's part of it can be told apart."""

    def __init__(self) -> None:
        self.count = 0

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        written = os.write(STDOUT, data)
        self.count += written
        return written


class Child:
    """One submission's run: made once, in the parent, and run once in each child.

    What can be made ready before the fork costs no child anything.
    """

    def __init__(self, ballast: Ballast, send: Callable[[int, bytes], int] = write) -> None:
        """`send`: what takes the answers, a descriptor and bytes; returns how many it took."""
        self._ballast = ballast
        self._write = send
        self._printed = _Printed()
        self._text = io.TextIOWrapper(
            io.BufferedWriter(self._printed, 8192), "utf-8", "backslashreplace", newline="\n"
        )
        # By its number: what that stands for comes with the fork.
        self._jobs = select.poll()
        self._jobs.register(JOB, select.POLLIN)
        self._namespace: dict[str, Any] = {"__name__": "solution", "__file__": SOLUTION}
        self._builtins = dict(vars(builtins))
        self._calls: dict[str, CodeType] = {}
        # How many figures may still be sent: for each test, in all, and how large all of them.
        self._figures = {"each": 0, "all": 0, "bytes": 0}

    def run(self) -> None:
        """Do the job that comes, or rehearse until it does. Does not return."""
        if not self._jobs.poll(_JOB_MILLISECONDS):
            self.rehearse()
        status = FINISHED
        try:
            self._work()
        except MemoryError:
            self._out_of_memory()
            status = OUT_OF_MEMORY
        os._exit(status)

    def _work(self) -> None:
        sys.stdout = sys.stderr = self._text
        # Held here to the end: a socket that nobody holds any more closes its descriptor.
        job = RawSocket(_UNIX, _STREAM, 0, JOB)
        self._answer(_batches(job, JOB))
        # This tells the zygote, which looks at what was used and then ends this process.
        write(JOB, b"e")
        pause()

    def _answer(self, batches: Iterator[tuple[bytes, Inputs]]) -> None:
        """Do the job that comes in these batches, the code with the first."""
        code, batch = next(batches)
        enable_gc()
        if self._load(code.decode("utf-8"), batch.message):
            self._run_batch(batch)
            for _, later in batches:
                self._run_batch(later)
        self._send('"k":"end"')

    def rehearse(self) -> None:
        """Do a small job of our own, as a submission's is done, and send nothing.

        A fresh child pays for each page of the interpreter and of NumPy when it first writes to it
        (reference counts are writes). Better now, while no submission waits, than later.
        """
        batches = [(_REHEARSAL_CODE, Inputs(_REHEARSAL_BATCH))] * 2
        Child(self._ballast, _take_all)._answer(iter(batches))

    def rehearse_all(self) -> None:
        """The same, and the way that a job takes: for the zygote, which may make a socket."""
        ours, theirs = socketpair(_UNIX, _STREAM)
        for mark in (b"a", b"z"):
            code = _REHEARSAL_CODE if mark == b"a" else b""
            head = _HEAD.pack(mark, len(_REHEARSAL_BATCH), len(code))
            ours.sendall(head + _REHEARSAL_BATCH + code + (b"g" if code else b""))
        Child(self._ballast, _take_all)._answer(_batches(theirs, theirs.fileno()))
        ours.close()
        theirs.close()

    def _load(self, source: str, job: dict[str, Any]) -> bool:
        """Compile and execute; False when that failed, which has then been said."""
        try:
            for number, text in enumerate(job["setup"]):
                exec(compile(text, f"setup {number}", "exec"), self._namespace)
            try:
                code = compile(source, SOLUTION, "exec", dont_inherit=True)
                rules = job["rules"]
                breach = rules and check_rules(source, code, rules["imports"], rules["forbid"])
                if breach:
                    return self._fail("forbidden", _plain("Forbidden", breach.rule, breach.line))
            except SyntaxError as error:
                return self._fail("syntax", _plain("SyntaxError", error.msg, error.lineno))
            except (ValueError, RecursionError, OverflowError) as error:
                return self._fail("syntax", _plain("SyntaxError", str(error), None))
            taken: list[Any] = []
            for number, own in enumerate(job["own"]):
                used = {job["own"][at]["name"]: taken[at] for at in own["uses"]}
                taken.append(_take_own(number, own, used, rules))
                self._namespace[own["name"]] = taken[-1]
            if rules:
                enforce(self._namespace, self._builtins, rules["imports"], rules["forbid"])
            exec(code, self._namespace)
            name = job["function"]
            if name is not None and not callable(self._namespace.get(name)):
                return self._fail("undefined", _plain("NameError", name, None))
            return True
        except MemoryError:
            raise
        except ForbiddenError as error:
            return self._fail("forbidden", describe(error))
        except BaseException as error:  # noqa: BLE001  whatever the code raises is the answer
            return self._fail("load", describe(error))

    def _run_batch(self, batch: Inputs) -> None:
        job = batch.message
        self._figures = job["figures"] or dict.fromkeys(self._figures, 0)
        functions = [name for name, kind in job["types"].items() if kind == "callable"]
        default = job["call"]
        clock = perf_counter
        for index, case in enumerate(job["cases"]):
            begun = clock()
            inputs: dict[str, Any] = {}
            try:
                if job["mode"] == "generate":
                    value: Any = _generate(case)
                else:
                    inputs = batch.values(case["inputs"])
                    for name in functions:
                        inputs[name] = _evaluate(inputs[name])
                    text = case.get("call") or default
                    call = self._calls.get(text) or self._compile_call(text)
                    begun = clock()
                    value = eval(call, {**self._namespace, **inputs})
                elapsed = clock() - begun
                changed = batch.changed(inputs)
                told = f'"m":{encode(changed)},' if changed else ""
                packer = Packer()
                packed = packer.pack(value)
                self._send_figures()
                self._send(f'"k":"case","i":{index},"t":{elapsed!r},{told}"v":{packed}', packer)
            except MemoryError:
                raise
            except BaseException as error:  # noqa: BLE001  the same
                elapsed = clock() - begun
                self._send_figures()
                fault = encode(describe(error))
                self._send(f'"k":"case","i":{index},"t":{elapsed!r},"e":{fault}')
        self._send('"k":"batch"')

    def _compile_call(self, text: str) -> CodeType:
        call = self._calls[text] = compile(text, "call", "eval")
        return call

    def _send_figures(self) -> None:
        """What was drawn since the last test, before its answer."""
        left = self._figures
        if left["all"] and "matplotlib.pyplot" in sys.modules:
            for image, text in figures.take(min(left["each"], left["all"]), left["bytes"]):
                packer = Packer()
                packer.pieces.append(image)
                packer.size = len(image)
                self._send(f'"k":"figure","text":{encode(text)}', packer)
                left["all"] -= 1
                left["bytes"] -= len(image)

    def _fail(self, stage: str, error: dict[str, Any]) -> bool:
        self._send(f'"k":"fail","stage":"{stage}","e":{encode(error)}')
        return False

    def _send(self, fields: str, packer: Packer | None = None) -> None:
        """Send a frame of these fields, which are JSON but for the braces."""
        try:  # noqa: SIM105  a context manager takes longer
            self._text.flush()
        except (OSError, ValueError):
            pass  # the candidate may have closed it
        message = f'{{{fields},"out":{self._printed.count}}}'
        data = (packer or Packer()).frame(message)
        written = self._write(ANSWERS, data)
        while written < len(data):
            written += self._write(ANSWERS, data[written:])

    def _out_of_memory(self) -> None:
        self._ballast.release()
        self._namespace.clear()
        with contextlib.suppress(OSError, ValueError, MemoryError):
            self._text.flush()


def _take_all(_: int, data: bytes) -> int:
    return len(data)


_REHEARSAL_CODE = b"""
import numpy as np
def f(X, w):
    z = X @ w
    a = np.where(z >= 0, 1.0, np.exp(-np.abs(z))) / (1.0 + np.exp(-np.abs(z)))
    p = np.clip(a, 1e-12, 1 - 1e-12)
    loss = -np.mean(w.sum() * np.log(p) + (1 - p) * np.log(1 - p))
    grad = X.T @ (a - p) / len(X)
    step = np.zeros_like(w)
    for j in range(w.shape[0]):
        step[j] = grad[j] / np.maximum(1e-8, np.sqrt(np.sum(grad ** 2)))
    return {"loss": float(loss), "grad": [np.linalg.norm(step), (grad.copy(), X.shape)]}
def g(X, w):
    raise ValueError("rehearsal")
"""


def _rehearsal_batch() -> bytes:
    packer = Packer()
    inputs = f'{{"X":{packer.pack(np.eye(3))},"w":{packer.pack(np.ones((3, 1)))}}}'
    cases = ",".join(f'{{"inputs":{inputs},"call":{call}}}' for call in ("null", '"g(X, w)"'))
    # No module has a name that a statement has for itself, so nothing is forbidden in earnest.
    rules = {"imports": ["numpy"], "forbid": ["numpy.lambda"]}
    job = {
        "mode": "call", "setup": ["import math"], "own": [], "call": "f(X, w)", "figures": None,
        "function": "f", "watched": 1 << 10, "types": {}, "rules": rules,
    }  # fmt: skip
    return packer.frame(f'{encode(job)[:-1]},"cases":[{cases}]}}')


_REHEARSAL_BATCH = _rehearsal_batch()


def _batches(job: RawSocket, number: int) -> Iterator[tuple[bytes, Inputs]]:
    """The job as it arrives: one message a batch, the first with the code, the last marked.

    After the first one comes the zygote's word that the limits stand. Nothing is begun before.
    """
    last, code, batch = _receive(job, number)
    _read(number, 1)
    yield code, batch
    while not last:
        last, _, batch = _receive(job, number)
        yield code, batch


def _receive(job: RawSocket, number: int) -> tuple[bool, bytes, Inputs]:
    """Whether it is the last one; the code; the batch. Each as bytes that follow, or, of negative
    length, as a descriptor. Raises EOFError when there is nobody to send any.
    """
    head, ancillary, _, _ = job.recvmsg(_HEAD_BYTES, _TWO_DESCRIPTORS)
    if not head:
        raise EOFError
    mark, batch_size, code_size = _HEAD.unpack(head)
    descriptors = array("i")
    for _, _, sent in ancillary:
        descriptors.frombytes(sent)
    # The batch comes first, so that its arrays lie where a processor wants them.
    batch = _read(number, max(batch_size, 0))
    inputs = Inputs(batch, descriptors.pop(0) if batch_size < 0 else None)
    code = _read(number, max(code_size, 0))
    if code_size < 0:
        code = os.pread(descriptors[0], os.lseek(descriptors[0], 0, os.SEEK_END), 0)
        os.close(descriptors[0])
    return mark == b"z", code, inputs


def _read(job: int, size: int) -> bytes:
    """So many bytes of the job's socket."""
    data = read(job, size) if size else b""
    while len(data) < size:
        more = read(job, size - len(data))
        if not more:
            raise EOFError
        data += more
    return data


def _take_own(
    number: int, own: dict[str, Any], used: dict[str, Any], rules: dict[str, Any] | None
) -> Any:
    """The function of a solution of the candidate's own, which runs in a namespace of its own.

    Modules are imported by the rules under which it was accepted; what this problem forbids, it
    forbids here too. `used`: the functions that it calls itself.
    """
    space: dict[str, Any] = {"__name__": own["name"], "__file__": f"{own['name']}.py"}
    exec(compile(own["setup"], "setup", "exec"), space)
    space.update(used)
    code = compile(own["code"], f"{_OWN}{number}", "exec", dont_inherit=True)
    if rules and own["imports"] is not None:
        enforce(space, dict(vars(builtins)), own["imports"], rules["forbid"])
    exec(code, space)
    if own["name"] not in space:
        raise NameError(f"your own solution defines no {own['name']}")
    return space[own["name"]]


def _evaluate(source: Any) -> Callable[..., Any]:
    """A function given as an input: a Python expression that the problem's author wrote."""
    value = eval(compile(source, "input", "eval"), {"np": np, "math": math})
    if not callable(value):
        raise TypeError("an input that should be a function is not callable")
    return value  # type: ignore[no-any-return]


def _generate(case: dict[str, Any]) -> dict[str, Any]:
    """Run an author's generator; the values of the names that it was to assign."""
    space: dict[str, Any] = {
        "np": np,
        "math": math,
        "rng": np.random.default_rng([case["seed"], case["i"]]),
        "i": case["i"],
    }
    exec(compile(case["generate"], "generate", "exec"), space)
    missing = [name for name in case["names"] if name not in space]
    if missing:
        raise NameError(f"the generator does not assign {', '.join(missing)}")
    return {name: space[name] for name in case["names"]}


def _plain(kind: str, message: str, line: int | None) -> dict[str, Any]:
    return {"type": kind, "message": message[:_MAX_TEXT], "line": line, "frames": []}


def describe(error: BaseException) -> dict[str, Any]:
    """What an exception says, and where in the candidate's own code it came from."""
    kind = type(error)
    try:
        message = str.__getitem__(str(error), slice(_MAX_TEXT))
    except BaseException:  # noqa: BLE001  the text is made by the candidate's code
        message = "(the exception's text could not be made)"
    frames: list[list[Any]] = []
    # Straight from where Python keeps it: the program may have put something else in its place.
    trace: TracebackType | None = _TRACEBACK.__get__(error)
    for _ in range(_MAX_DEPTH):
        if trace is None:
            break
        code = trace.tb_frame.f_code
        file = code.co_filename
        if file == SOLUTION:
            frames.append([trace.tb_lineno, code.co_name[:80]])
        elif file[:4] == _OWN and file[4:].isdecimal():
            frames.append([trace.tb_lineno, code.co_name[:80], int(file[4:6])])
        trace = trace.tb_next
    if len(frames) > _MAX_FRAMES:
        frames = frames[: _MAX_FRAMES // 2] + frames[-_MAX_FRAMES // 2 :]
    return {
        "type": _NAME.__get__(kind)[:80],
        "message": message,
        "line": next((frame[0] for frame in reversed(frames) if len(frame) == 2), None),
        "frames": frames,
    }
