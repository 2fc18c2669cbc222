"""Jobs and outcomes as bytes, for a process without cells that has its jobs run by another one.

Both ends are ours. Values are written as they are on their way to a child (`wire.py`), and read as
strictly as what comes back from one, so that nothing but data can be in them.
"""

import json
import struct
from collections.abc import Sequence
from typing import Any

import numpy as np

from judge.runner.figures import Drawing, FigureLimits
from judge.runner.job import (
    Answer,
    Batch,
    Call,
    Failure,
    Fault,
    Frame,
    Generation,
    Job,
    Outcome,
    OwnFunction,
)
from judge.runner.limits import Limits
from judge.runner.wire import HEAD, Packer, WireError, unpack


def pack_job(job: Job) -> bytes:
    """Return a job as bytes."""
    batches = [
        _fields(
            batch,
            cases=_all(batch.cases),
            own=_all(batch.own),
            figures=batch.figures and _fields(batch.figures),
        )
        for batch in job.batches
    ]
    return _pack(_fields(job, batches=batches, limits=_fields(job.limits)))


def unpack_job(data: bytes) -> Job:
    """Return the job that was packed. Raises WireError."""
    try:
        tree = _unpack(data)
        batches = tuple(map(_batch, tree["batches"]))
        return Job(tree["code"], batches, Limits(**tree["limits"]))
    except (KeyError, TypeError, AttributeError) as error:
        raise WireError(f"this is no job: {error}") from None


def pack_outcome(outcome: Outcome) -> bytes:
    """Return an outcome as bytes."""
    answers = [
        _fields(answer, fault=_maybe(answer.fault), figures=list(map(_drawing, answer.figures)))
        for answer in outcome.answers
    ]
    failure = outcome.failure
    failed = failure and {"stage": failure.stage, "fault": _maybe(failure.fault)}
    return _pack(_fields(outcome, answers=answers, failure=failed))


def unpack_outcome(data: bytes) -> Outcome:
    """Return the outcome that was packed. Raises WireError."""
    try:
        tree = _unpack(data)
        failed = tree["failure"]
        failure = failed and Failure(failed["stage"], _fault(failed["fault"]))
        answers = tuple(map(_answer, tree["answers"]))
        return Outcome(**{**tree, "answers": answers, "failure": failure})
    except (KeyError, TypeError, AttributeError) as error:
        raise WireError(f"this is no outcome: {error}") from None


def _fields(thing: Any, **instead: Any) -> dict[str, Any]:
    return {name: getattr(thing, name) for name in thing.__dataclass_fields__} | instead


def _all(things: Sequence[Any]) -> list[dict[str, Any]]:
    return [_fields(thing) for thing in things]


def _maybe(fault: Fault | None) -> dict[str, Any] | None:
    return None if fault is None else _fields(fault)


def _drawing(drawing: Drawing) -> dict[str, Any]:
    return _fields(drawing, png=np.frombuffer(drawing.png, np.uint8))


def _pack(tree: dict[str, Any]) -> bytes:
    packer = Packer()
    return packer.frame(packer.pack(tree))


def _unpack(data: bytes) -> Any:
    try:
        length, blob = HEAD.unpack_from(data)
        if len(data) != HEAD.size + length + blob:
            raise WireError("cut short")
        tree = json.loads(data[HEAD.size : HEAD.size + length])
    except (ValueError, TypeError, struct.error) as error:
        raise WireError(f"malformed: {error}") from None
    return unpack(tree, memoryview(data)[HEAD.size + length :])


def _batch(tree: dict[str, Any]) -> Batch:
    cases = tuple(Generation(**case) if "seed" in case else Call(**case) for case in tree["cases"])
    own = tuple(OwnFunction(**function) for function in tree["own"])
    figures = tree["figures"] and FigureLimits(**tree["figures"])
    return Batch(**{**tree, "cases": cases, "own": own, "figures": figures})


def _answer(tree: dict[str, Any]) -> Answer:
    figures = tuple(
        Drawing(**{**figure, "png": figure["png"].tobytes()}) for figure in tree["figures"]
    )
    fault = tree["fault"]
    return Answer(**{**tree, "fault": fault and _fault(fault), "figures": figures})


def _fault(tree: dict[str, Any]) -> Fault:
    frames = tuple(Frame(*frame) for frame in tree["frames"])
    return Fault(**{**tree, "frames": frames})
