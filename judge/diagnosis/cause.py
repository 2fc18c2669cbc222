"""Name the mistake behind wrong values: the causes in order, the most specific first."""

from collections.abc import Callable, Iterator, Sequence
from operator import attrgetter

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
from judge.diagnosis.evidence import Diagnosis, Evidence, Judged
from judge.diagnosis.laying import gather, wrong_paths

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


# Of more failing tests, or more entries in them, than this a cause is tried on a sample first.
FEW = 6
_FEW_ENTRIES = 1000
_SAMPLE = 4


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
    """The first cause of all failing tests; where these are many, a sample is asked first."""
    some = _sample(failing)
    few = gather(some, passing, times=len(failing) / len(some))
    whole = None if few.is_sample else few
    for check, path, view in _causes(few):
        found = check(view)
        if found is None:
            continue
        if whole is None:
            whole = gather(failing, passing)
        if whole is not few:
            found = _again(check, path, whole)
        found = found and _placed(found, check, path, whole)
        if found:
            return found
    return _wrong_parts(few, failing)


def is_many(failing: Sequence[Judged]) -> bool:
    """Whether these are so many tests, or so large ones, that a sample is asked first."""
    return len(failing) > FEW or sum([test.given.entries for test in failing]) > _FEW_ENTRIES


def _sample(failing: Sequence[Judged]) -> Sequence[Judged]:
    """All tests where they are few and small. Else a few: of each way to differ one that is small
    and yet tells much, and other such ones.
    """
    if not is_many(failing):
        return failing
    ranked = sorted(failing, key=attrgetter("given.rank"))
    found = {test.difference.code: test for test in reversed(ranked) if test.difference}
    some = list(found.values())
    others = [test for test in ranked if not any(test is one for one in some)]
    return some + others[: max(0, _SAMPLE - len(some))]


def _causes(evidence: Evidence) -> Iterator[tuple[Check, str | None, Evidence]]:
    """What to try in turn: all that is wrong, then each part of the result that is wrong."""
    if not evidence.is_by_value:
        yield structure.structure, None, evidence
        if evidence.parts and not evidence.structural:
            for check in _FORM:
                yield check, None, evidence
        return
    for check in _WHOLE:
        yield check, None, evidence
    if not evidence.parts or evidence.structural:
        return
    for check in _on(evidence):
        yield check, None, evidence
    paths = evidence.paths
    if paths == [""]:
        return
    for path in paths if len(paths) > 1 else []:
        if _is_always_wrong(path, evidence):
            view = evidence.at(path)
            for check in _on(view):
                yield check, path, view


def _on(evidence: Evidence) -> tuple[Check, ...]:
    """What can be tried on arrays: on single entries only where shapes are right, and no NaN."""
    return _ARRAYS + _ENTRIES if evidence.is_elementwise else _ARRAYS


def _again(check: Check, path: str | None, whole: Evidence) -> Diagnosis | None:
    """What a cause of a few tests says of all of them."""
    if check in _OF_RESULTS:
        return check(whole)
    if not whole.parts or whole.structural:
        return None
    view = whole if path is None else whole.at(path)
    return check(view) if check in _ARRAYS or view.is_elementwise else None


def _placed(
    found: Diagnosis, check: Check, path: str | None, evidence: Evidence
) -> Diagnosis | None:
    """A cause with the part that it is of, where that is not the whole result."""
    if check in _OF_RESULTS:
        return found
    if path is not None:
        if not _is_always_wrong(path, evidence):
            return None
        several = len(evidence.paths) > 1
        others = "Other parts are wrong too." if several else "The other parts are right."
        return Diagnosis(found.code, f"`result{path}`: {found.message} {others}")
    if (
        evidence.paths != [""]
        and len(evidence.paths) == 1
        and _has_rest(evidence.failing, evidence.paths)
    ):
        where = evidence.paths[0]
        return Diagnosis(found.code, f"`result{where}`: {found.message} The other parts are right.")
    return found


def _is_always_wrong(path: str, evidence: Evidence) -> bool:
    # A test's result has no more than one part at a path.
    return len(evidence.at(path).parts) == len(evidence.failing)


def _wrong_parts(few: Evidence, failing: Sequence[Judged]) -> Diagnosis | None:
    """Which parts are wrong, where others are right in all failing tests."""
    if not few.is_by_value or few.structural or not _has_rest(few.failing, few.paths):
        return None
    paths = wrong_paths(failing) if few.is_sample else few.paths
    if not paths or not _has_rest(failing, paths):
        return None
    names = ", ".join(f"`result{path}`" for path in paths[:4])
    more = " and others" if len(paths) > 4 else ""
    return Diagnosis("part", f"Only {names}{more} differ; the other parts are right.")


def _has_rest(failing: Sequence[Judged], wrong: Sequence[str]) -> bool:
    """Whether some part of a result is right in every failing test."""
    return any(path not in wrong for test in failing for path in test.given.leaves)


_OF_RESULTS = frozenset(_WHOLE)
"""Causes that look at results as they are, not at arrays that are wrong."""
