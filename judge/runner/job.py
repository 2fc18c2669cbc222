"""A job for a cell, and what comes back of it."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import Any, Literal, NamedTuple

from judge.runner.figures import Drawing, FigureLimits
from judge.runner.limits import Limits
from judge.runner.memory import Parcel
from judge.runner.wire import Packer

WATCHED_BYTES = 1 << 18
"""As large may an array be that each run compares with what it was before the call."""


@dataclass(frozen=True)
class Call:
    """One test as the child sees it: its inputs, and the expression to evaluate (None: default)."""

    inputs: dict[str, Any]
    expression: str | None = None


@dataclass(frozen=True)
class Generation:
    """One run of a generator: which names it must assign, seeded with (seed, index)."""

    source: str
    seed: int
    index: int
    names: tuple[str, ...]


@dataclass(frozen=True)
class OwnFunction:
    """A candidate's accepted solution of another problem, whose function the code may call.

    It is code as untrusted as the candidate's own, since it is the candidate's own.
    """

    name: str
    """The function's, or the class's."""
    code: str
    setup: str = ""
    """What ran before it where it was accepted."""
    imports: tuple[str, ...] | None = None
    """Modules that it may import; None: any."""
    uses: tuple[int, ...] = ()
    """Which of the batch's own functions before it this one calls."""


@dataclass(frozen=True)
class Batch:
    """Tests that a child gets at once. The same batch serves any number of runs."""

    cases: Sequence[Call] | Sequence[Generation]
    call: str | None = None
    """The default expression."""
    function: str | None = None
    """A name that the code must define."""
    setup: tuple[str, ...] = ()
    """Trusted code that runs before the candidate's."""
    own: tuple[OwnFunction, ...] = ()
    """Functions of the candidate's own; they come after the setup."""
    callables: tuple[str, ...] = ()
    """Inputs that are source text of functions."""
    imports: tuple[str, ...] | None = None
    """Modules that the code may import; None: any."""
    forbid: tuple[str, ...] = ()
    figures: FigureLimits | None = None
    """Send so much of what was drawn with matplotlib. Only for tests that the candidate may see."""
    watched_bytes: int = WATCHED_BYTES
    """Tell which inputs a call has changed, of arrays up to this size."""

    @cached_property
    def parcel(self) -> Parcel:
        """The batch as the child reads it."""
        packer = Packer()
        generate = bool(self.cases) and isinstance(self.cases[0], Generation)
        message = {
            "mode": "generate" if generate else "call",
            "setup": [code for code in self.setup if code],
            "own": [asdict(function) for function in self.own],
            "call": self.call,
            "figures": asdict(self.figures) if self.figures else None,
            "function": self.function,
            "watched": self.watched_bytes,
            "types": dict.fromkeys(self.callables, "callable"),
            "rules": None
            if self.imports is None
            else {"imports": self.imports, "forbid": self.forbid},
            "cases": [_case(case, packer) for case in self.cases],
        }
        return Parcel(packer.frame(message, aligned=True))


def _case(case: Call | Generation, packer: Packer) -> dict[str, Any]:
    if isinstance(case, Generation):
        return {
            "generate": case.source,
            "seed": case.seed,
            "i": case.index,
            "names": case.names,
        }
    packed = {name: packer.pack(value) for name, value in case.inputs.items()}
    return {"inputs": packed, "call": case.expression}


@dataclass(frozen=True)
class Job:
    """Code, and the batches it is to be run on, one after another in one child.

    The child gets a batch only when it has answered the one before, and what it printed until then
    is kept apart: so what was printed during a shown batch was printed before any hidden input was
    in the process.
    """

    code: str
    batches: tuple[Batch, ...]
    limits: Limits = field(default_factory=Limits)


class Frame(NamedTuple):
    """A call of a traceback: in the candidate's code, or in one of the batch's own functions."""

    line: int
    name: str
    own: int | None = None
    """Which of the own functions; None for the code itself."""


@dataclass(frozen=True)
class Fault:
    """An exception, as the child described it: text of a candidate's making, bounded."""

    type: str
    message: str
    line: int | None = None
    frames: tuple[Frame, ...] = ()


@dataclass(frozen=True)
class Answer:
    """What one test came to: a value or a fault. `time_ms` is the child's word, for display."""

    value: Any = None
    fault: Fault | None = None
    stdout: str = ""
    time_ms: float = 0.0
    changed: tuple[str, ...] = ()
    """Inputs that were other arrays after the call than before: the child's word, for a hint."""
    figures: tuple[Drawing, ...] = ()
    """What was drawn since the answer before."""


Stage = Literal["syntax", "forbidden", "undefined", "load"]
Ending = Literal["finished", "time", "memory", "output", "crashed", "cancelled"]


@dataclass(frozen=True)
class Failure:
    """The code did not get as far as the tests."""

    stage: Stage
    fault: Fault


@dataclass(frozen=True)
class Outcome:
    """A run's end. `answers` holds those that came, in order over all batches."""

    answers: tuple[Answer, ...]
    ending: Ending
    failure: Failure | None = None
    stdout: str = ""
    """Printed while loading, or in the test that did not end."""
    signal: int | None = None
    status: int | None = None
    cpu_ms: float = 0.0
    memory_kib: int = 0
