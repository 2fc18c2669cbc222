"""Right but for something added, or for an input that all is multiplied by."""

from collections.abc import Callable, Iterator

import numpy as np

from judge.diagnosis.evidence import Array, Diagnosis, Evidence, Judged, Part, arrays_of
from judge.diagnosis.naming import Named, name_number


def offset(evidence: Evidence) -> Diagnosis | None:
    """The same number added to every value."""
    if evidence.distinct < 2:
        return None
    offsets = []
    for part in evidence.parts:
        shift = float((part.got - part.wanted).flat[0])
        if not part.is_close(part.wanted + shift):
            return None
        offsets.append((shift, part.test))
    named = name_number(offsets)
    if named:
        way = "too small" if named.negative else "too large"
        return Diagnosis("offset", f"Every value is {named.text} {way}.")
    if sum(part.wanted.size - 1 for part in evidence.parts) < 2:
        return None
    return Diagnosis(
        "offset",
        "In each test all values are wrong by the same amount: something is added or subtracted"
        " that should not be, or is missing.",
    )


def input_term(evidence: Evidence) -> Diagnosis | None:
    """A multiple of an input is missing or too much: a regularizer, a previous position."""
    for name in _candidates(evidence):
        found = _multiples(evidence, name)
        if found is None:
            continue
        named = name_number(found)
        if named is None and any(part.code == "value" for part in evidence.parts):
            return Diagnosis(
                "term",
                f"What is wrong is a multiple of `{name}` in every test: look at the term in"
                f" `{name}`.",
            )
        if named is not None:
            return Diagnosis("term", _term_words(name, named))
    return None


def _term_words(name: str, named: Named) -> str:
    term = f"`{name}`" if named.kind == "one" else f"`{named.text} * {name}`"
    if named.negative:
        return f"The result lacks {term} in every test: a term is missing, or its sign is wrong."
    return f"The result has {term} too much in every test: a term counts once too often."


def _multiples(evidence: Evidence, name: str) -> list[tuple[float, Judged]] | None:
    found, spare = [], 0
    for part in evidence.parts:
        base = _fitted(part, name)
        if base is None:
            return None
        at = int(np.argmax(np.abs(base)))
        if base.flat[at] == 0:
            return None
        multiple = float((part.got - part.wanted).flat[at] / base.flat[at])
        if not part.is_close(part.wanted + multiple * base):
            return None
        found.append((multiple, part.test))
        spare += int((np.abs(base) > 0).sum()) - 1
    return found if spare >= 2 else None


_FACTORS: tuple[tuple[str, Callable[[Array], Array]], ...] = (
    ("`{}`", lambda x: x),
    ("`1 - {}`", lambda x: 1 - x),
    ("`{0} * (1 - {0})`", lambda x: x * (1 - x)),
    ("`{}`, squared,", lambda x: x**2),
)


def input_factor(evidence: Evidence) -> Diagnosis | None:
    """Every value multiplied, or not multiplied, by an input's entry."""
    for name in _candidates(evidence):
        for words, function in _FACTORS:
            text = words.format(name)
            if _is_scaled(evidence, name, lambda x, of=function: of(x)):  # type: ignore[misc]
                return Diagnosis("input_factor", f"Every value is multiplied by {text} too often.")
            if _is_scaled(evidence, name, lambda x, of=function: 1 / of(x)):  # type: ignore[misc]
                return Diagnosis("input_factor", f"The factor {text} is missing in every value.")
    return None


def _is_scaled(evidence: Evidence, name: str, of: Callable[[Array], Array]) -> bool:
    """Whether every value is wrong by a factor that is a function of the input's entry."""
    spare, varies = 0, False
    for part in evidence.parts:
        base = _fitted(part, name)
        if base is None:
            return False
        factor = of(base)
        if not part.is_close(part.wanted * factor):
            return False
        spare += base.size - 1
        varies = varies or bool(np.ptp(factor) > 1e-6)
    return spare >= 2 and varies


def _candidates(evidence: Evidence) -> Iterator[str]:
    """Inputs that could be laid over the first wrong part."""
    first = evidence.parts[0]
    for name in arrays_of(first.test):
        if _fitted(first, name) is not None:
            yield name


def _fitted(part: Part, name: str) -> Array | None:
    """An input in the shape of a part, None if it does not fit."""
    value = part.test.inputs.get(name)
    shape = part.wanted.shape
    if not isinstance(value, np.ndarray) or value.dtype.kind not in "iuf" or not shape:
        return None
    if value.shape == shape or (value.size == part.wanted.size and part.wanted.ndim <= 2):
        return value.reshape(shape).astype(np.float64) if _is_same_order(value, shape) else None
    if value.ndim == 1 and len(shape) == 2 and shape[0] != shape[1]:
        if value.size == shape[0]:
            value = value[:, None]
        elif value.size == shape[1]:
            value = value[None, :]
        else:
            return None
    elif value.ndim != len(shape):
        return None
    try:
        return np.broadcast_to(value, shape).astype(np.float64)
    except ValueError:
        return None


def _is_same_order(value: Array, shape: tuple[int, ...]) -> bool:
    squeezed = tuple(size for size in value.shape if size != 1)
    return squeezed == tuple(size for size in shape if size != 1)
