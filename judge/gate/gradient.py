"""Prove a stated loss: its central differences agree with the gradients of the reference."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from judge.published import Case
from judge.runner import Batch, Call, CellPool, Job, Limits
from judge.spec import Source
from judge.spec.base import find_function
from judge.spec.checks import loss_arguments
from judge.spec.model import Gradient

_LIMITS = Limits(cpu_seconds=10.0, memory_bytes=512 << 20)
# Each entry takes two evaluations of the loss.
_MAX_ENTRIES = 400
_MAX_CASES = 20
# Centred differences with a step near 1e-5 are right to about ten digits of a loss of size one.
# Where the loss bends sharply a smaller step is better, and far from zero a larger one: an entry is
# right when one of them says so.
_STEPS = (1e-5, 1e-7)
_RTOL, _NOISE = 1e-5, 1e-9

_DRIVER = """
import math
import numpy as np

{loss}

def _evaluate(inputs):
    value = np.asarray(loss(**{{name: inputs[name] for name in {arguments}}}))
    if value.size != 1:
        raise TypeError(f"the loss is no number but has shape {{value.shape}}")
    return float(value.reshape(()))

def _differences(inputs, names):
    gradients = {{}}
    for name in names:
        point = np.array(inputs[name], dtype=float)
        slopes = []
        for place in np.ndindex(point.shape):
            far = abs(point[place])
            steps = sorted({{*{steps}, {steps}[0] * max(1.0, far)}}, reverse=True)
            for step in steps:
                values = []
                for sign in (1, -1):
                    moved = point.copy()
                    moved[place] += sign * step
                    if isinstance(inputs[name], float):
                        moved = float(moved)
                    values.append(_evaluate({{**inputs, name: moved}}))
                slopes.append((values[0] - values[1]) / (2 * step))
            slopes += [slopes[-1]] * ({count} - len(steps))
        gradients[name] = np.array(slopes).reshape(*point.shape, {count})
    return _evaluate(inputs), gradients
"""


@dataclass(frozen=True)
class LossProof:
    """The cases with their losses, the shown ones with its numeric gradients; what disagrees."""

    cases: tuple[Case, ...]
    faults: tuple[str, ...]


def prove_loss(source: Source, cases: tuple[Case, ...], pool: CellPool) -> LossProof:
    """Differentiate the problem's loss numerically in a cell, and compare with the reference."""
    problem = source.problem
    if problem.loss is None:
        return LossProof(cases, ())
    names = sorted({gradient.parameter for gradient in problem.gradients})
    chosen = [i for i, case in enumerate(cases) if _is_small(case, names)][:_MAX_CASES]
    if not chosen:
        fault = f"no test with the default call has at most {_MAX_ENTRIES} entries to differentiate"
        return LossProof(cases, (fault,))
    inputs = ", ".join(f"{p.name!r}: {p.name}" for p in problem.parameters)
    others = [i for i, case in enumerate(cases) if case.call is None and i not in chosen]
    batch = Batch(
        [
            *(Call(cases[index].inputs) for index in chosen),
            *(Call(cases[index].inputs, f"_differences({{{inputs}}}, [])") for index in others),
        ],
        call=f"_differences({{{inputs}}}, {names!r})",
        function="_differences",
        setup=(*source.references, problem.setup),
        callables=problem.callables,
    )
    outcome = pool.run(Job(_driver(source), (batch,), _LIMITS))
    if outcome.failure:
        error = outcome.failure.fault
        return LossProof(cases, (f"it does not load: {error.type}: {error.message}",))
    faults = []
    proved = list(cases)
    for index, answer in zip([*chosen, *others], outcome.answers, strict=False):
        case = cases[index]
        if answer.fault and index in others:
            continue
        if answer.fault:
            text = f"{answer.fault.type}: {answer.fault.message}"
            faults.append(f"it fails in {case.name!r}: {text}")
            continue
        loss, numeric = answer.value
        proved[index] = replace(case, loss=loss)
        if not numeric:
            continue
        faults += [
            f"{case.name!r}: the solution's gradient with respect to {gradient.parameter} is"
            f" another than the loss's, {words}"
            for gradient in problem.gradients
            if (words := _disagreement(case.expected, gradient, numeric, abs(loss)))
        ]
        if not case.hidden:
            shown = {name: np.median(slopes, axis=-1) for name, slopes in numeric.items()}
            proved[index] = replace(proved[index], gradients=shown)
    if len(outcome.answers) < len(chosen):
        faults.append(f"it does not end: {outcome.ending} limit")
    return LossProof(tuple(proved), tuple(faults[:3]))


def _driver(source: Source) -> str:
    loss = source.problem.loss or ""
    arguments = loss_arguments(loss)
    if find_function(loss, "loss") is None:
        arguments = [parameter.name for parameter in source.problem.parameters]
        loss = f"def loss({', '.join(arguments)}):\n    return (\n{loss.strip()}\n)"
    count = len(_STEPS) + 1
    return _DRIVER.format(loss=loss, arguments=arguments, steps=_STEPS, count=count)


def _is_small(case: Case, names: Sequence[str]) -> bool:
    return case.call is None and sum(np.size(case.inputs[n]) for n in names) <= _MAX_ENTRIES


def _disagreement(
    expected: Any, gradient: Gradient, numeric: dict[str, Any], size: float
) -> str | None:
    """How far the reference's gradient is from the numeric one; None where they agree."""
    try:
        for part in gradient.path:
            expected = expected[part]
        stated = np.asarray(expected, dtype=float)
    except (LookupError, TypeError, ValueError):
        return f"there is no result{list(gradient.path)} of numbers"
    slopes = numeric[gradient.parameter]
    if stated.shape != slopes.shape[:-1]:
        return f"shape {stated.shape} and not {slopes.shape[:-1]}"
    nearest = np.abs(slopes - stated[..., None]).argmin(axis=-1, keepdims=True)
    wanted = np.take_along_axis(slopes, nearest, axis=-1)[..., 0]
    if stated.size == 0:
        return None
    scale = max(np.abs(stated).max(), np.abs(wanted).max())
    error = np.abs(stated - wanted).max()
    if error <= _RTOL * scale + _NOISE * max(1.0, size):
        return None
    return f"by up to {error:.3g} where the largest entry is {scale:.3g}"
