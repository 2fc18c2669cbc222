"""Name the mistake behind wrong values: the causes in order, the most specific first."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial

import numpy as np

from judge.diagnosis import (
    arrangement,
    known,
    precision,
    relation,
    scale,
    shape,
    special,
    structure,
    terms,
)
from judge.diagnosis.evidence import Diagnosis, Evidence, Judged, Taken, gather

Check = Callable[[Evidence], Diagnosis | None]

_WHOLE: tuple[Check, ...] = (
    structure.changed_input,
    known.returned_input,
    known.returned_loss,
    structure.structure,
    known.same_answer,
)
_ARRAYS: tuple[Check, ...] = (
    known.constant,
    shape.transposed,
    shape.axes,
    shape.shape,
    precision.not_finite,
)
_ENTRIES: tuple[Check, ...] = (
    precision.few_digits,
    precision.rounded,
    scale.named_factor,
    arrangement.swapped_parts,
    arrangement.rearranged,
    arrangement.under_a_function,
    arrangement.cumulated,
    relation.not_added_up,
    relation.turned,
    relation.not_symmetric,
    relation.not_normalised,
    relation.other_axis,
    relation.not_centred,
    terms.offset,
    relation.step,
    scale.unnamed_factor,
    terms.input_factor,
    terms.input_term,
    scale.factor_by_slice,
    arrangement.shifted_entries,
    special.special_entries,
    arrangement.signs,
    precision.one_sided_difference,
    precision.imprecise,
)

# What can be said where more than one value is right: nothing that is read off single entries.
_FORM: tuple[Check, ...] = (shape.transposed, shape.axes, shape.shape, precision.not_finite)

# Causes that say where or when values are wrong, or that they are not numbers, but not why.
VAGUE = frozenset(
    (
        "entries", "part", "special_inputs", "proportional", "factor_per_row", "factor_per_column",
        "imprecise", "non_finite", "signs", "permuted", "shape", "too_many_axes", "too_few_axes",
        "step_size",
    )
)  # fmt: skip


# A cause is tried on so many failing tests first.
_FEW = 8


def diagnose(tests: Sequence[Judged], *, others_raise: bool = False) -> Diagnosis | None:
    """The most specific cause that explains every failing test, None if there is none.

    With `others_raise` these are not all tests, and nothing is said of which tests fail.
    """
    failing = [test for test in tests if test.difference is not None]
    passing = [test for test in tests if test.difference is None]
    if not failing:
        return None
    with np.errstate(all="ignore"):
        found = _find(failing, passing)
        words = None if others_raise else special.special_tests(failing, passing)
    if words is None:
        return found
    if found is None:
        return Diagnosis("special_inputs", words)
    return Diagnosis(found.code, f"{found.message} {words}")


def _find(failing: Sequence[Judged], passing: Sequence[Judged]) -> Diagnosis | None:
    """The first cause of a few failing tests that is one of all of them, too."""
    taken: Taken = {}
    few = gather(_some(failing), passing, taken)
    whole = few if len(few.failing) == len(failing) else None
    for cause in _causes(few):
        found = cause(few)
        if found and whole is not few:
            whole = whole or gather(failing, passing, taken)
            found = cause(whole)
        if found:
            return found
    return None


def _some(failing: Sequence[Judged]) -> Sequence[Judged]:
    """A few tests, spread over all, the first and the last among them."""
    if len(failing) <= _FEW:
        return failing
    return [failing[round(i * (len(failing) - 1) / (_FEW - 1))] for i in range(_FEW)]


def _causes(evidence: Evidence) -> Iterator[Check]:
    """What to try in turn: all that is wrong, then each part of the result that is wrong."""
    if not evidence.is_by_value:
        yield structure.structure
        for check in _FORM if evidence.parts and not evidence.structural else ():
            yield partial(_of_all, check)
        return
    yield from _WHOLE
    if not evidence.parts or evidence.structural:
        return
    for check in _on(evidence):
        yield partial(_of_all, check)
    paths = evidence.paths
    if paths == [""]:
        return
    for path in paths if len(paths) > 1 else []:
        for check in _on(evidence.at(path)) if _is_always_wrong(path, evidence) else ():
            yield partial(_of_part, check, path)
    yield _wrong_parts


def _on(evidence: Evidence) -> Iterator[Check]:
    """What can be tried on arrays: on single entries only where shapes are right, and no NaN."""
    yield from _ARRAYS
    if evidence.is_elementwise:
        yield from _ENTRIES


def _of_all(check: Check, evidence: Evidence) -> Diagnosis | None:
    """A cause of all that is wrong."""
    found = _try(check, evidence)
    if found and evidence.paths != [""] and len(evidence.paths) == 1 and _has_rest(evidence):
        where = evidence.paths[0]
        return Diagnosis(found.code, f"`result{where}`: {found.message} The other parts are right.")
    return found


def _of_part(check: Check, path: str, evidence: Evidence) -> Diagnosis | None:
    """A cause of one part of the result that is wrong in every failing test."""
    found = _try(check, evidence.at(path))
    if found is None or not _is_always_wrong(path, evidence):
        return None
    several = len(evidence.paths) > 1
    others = "Other parts are wrong too." if several else "The other parts are right."
    return Diagnosis(found.code, f"`result{path}`: {found.message} {others}")


def _is_always_wrong(path: str, evidence: Evidence) -> bool:
    tests = {id(part.test) for part in evidence.at(path).parts}
    return len(tests) == len(evidence.failing)


def _try(check: Check, evidence: Evidence) -> Diagnosis | None:
    if not evidence.parts or evidence.structural:
        return None
    return check(evidence) if check in _ARRAYS or evidence.is_elementwise else None


def _wrong_parts(evidence: Evidence) -> Diagnosis | None:
    """Which parts are wrong, where others are right."""
    if evidence.structural or not _has_rest(evidence):
        return None
    names = ", ".join(f"`result{path}`" for path in evidence.paths[:4])
    more = " and others" if len(evidence.paths) > 4 else ""
    return Diagnosis("part", f"Only {names}{more} differ; the other parts are right.")


def _has_rest(evidence: Evidence) -> bool:
    """Whether some part of a result is right in every failing test."""
    wrong = set(evidence.paths)
    return any(path not in wrong for test in evidence.failing for path in test.given.leaves)
