"""Name the mistake behind wrong values: the causes in order, the most specific first."""

import math
from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
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
from judge.diagnosis.evidence import Evidence
from judge.diagnosis.given import Given
from judge.diagnosis.judged import Diagnosis, Judged
from judge.diagnosis.laying import gather, wrong_paths
from judge.diagnosis.part import Part

OfResults = Callable[[Sequence[Judged], Sequence[Judged]], Diagnosis | None]
"""Looks at the results of failing and passing tests as they are."""
Check = Callable[[Evidence], Diagnosis | None]
"""Looks at what is wrong in failing tests."""
May = Callable[[Sequence[Part]], bool]
"""Whether a cause may be true of a few wrong arrays, by a few numbers of each: False refutes it."""

_OF_RESULTS: tuple[OfResults, ...] = (
    structure.changed_input,
    known.returned_input,
    known.returned_loss,
    structure.structure,
    known.same_answer,
)
Guesses = Callable[[Given, str], Iterable[float]]
"""What a cause may make of the largest number that is expected at a path: the numbers that may come
in its place if the cause is true."""


Applies = Callable[[Given, str], object]
"""Whether a cause can be true of what is expected at a path, whatever came."""


@dataclass(frozen=True, eq=False)
class _Cause:
    """What may be said, and the questions that refute it."""

    check: Check
    may: May
    guesses: Guesses | None = None
    applies: Applies | None = None


_ARRAYS = (
    _Cause(known.constant, known.may_be_constant),
    _Cause(shape.transposed, shape.may_be_transposed, applies=shape.has_two_axes),
    _Cause(shape.axes, shape.may_be_of_shape),
    _Cause(shape.shape, shape.may_be_of_shape),
    _Cause(precision.not_finite, precision.may_be_infinite),
)
# What can be said of finite numbers in the right shape.
_ENTRIES = (
    _Cause(precision.few_digits, precision.may_have_few_digits),
    _Cause(precision.rounded, precision.may_be_rounded, precision.CUTS.of_peak),
    _Cause(scale.named_factor, scale.may_be_named),
    _Cause(arrangement.swapped_parts, arrangement.may_be_swapped, arrangement.of_others),
    _Cause(arrangement.rearranged, arrangement.may_be_rearranged, applies=shape.has_axes),
    _Cause(
        arrangement.under_a_function, arrangement.may_be_a_function, arrangement.FUNCTIONS.of_peak
    ),
    _Cause(
        arrangement.cumulated,
        arrangement.may_be_cumulated,
        arrangement.of_sums,
        shape.has_rows,
    ),
    _Cause(relation.not_added_up, relation.may_be_differences, applies=shape.has_rows),
    _Cause(relation.turned, relation.may_be_turned),
    _Cause(relation.not_symmetric, relation.may_be_unsymmetric, applies=relation.is_symmetric),
    _Cause(relation.not_normalised, relation.may_be_unnormalised, applies=relation.norms),
    _Cause(relation.other_axis, relation.may_be_other_axis, applies=relation.norms),
    _Cause(relation.not_centred, relation.may_be_uncentred, applies=relation.centres),
    _Cause(terms.offset, terms.may_be_offset),
    _Cause(relation.step, relation.may_be_step, applies=relation.dues),
    _Cause(scale.unnamed_factor, scale.may_be_factor),
    _Cause(terms.input_factor, terms.may_be_input_factor, terms.of_factors),
    _Cause(terms.input_term, terms.may_be_term, applies=terms.fitting),
    _Cause(scale.factor_by_slice, scale.may_be_by_slice, applies=shape.has_two_axes),
    _Cause(arrangement.shifted_entries, arrangement.may_be_shifted, applies=shape.has_one_axis),
    _Cause(special.special_entries, special.may_be_special, applies=shape.has_axes),
    _Cause(arrangement.signs, arrangement.may_have_wrong_signs, arrangement.of_signs),
    _Cause(precision.one_sided_difference, precision.may_be_one_sided),
    _Cause(precision.imprecise, precision.may_be_imprecise),
)
# What can be said of arrays of the right shape, and of finite numbers in them.
_IN_SHAPE = _ARRAYS[:2]

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


# So many parts of a few tests are asked before all are, and so many of the parts of a result are
# looked at one by one.
_MOST_PARTS = 12
_MOST_PATHS = 12
# On so many failing tests a cause is first tried where these have parts of a few numbers.
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
    """The first cause of all failing tests."""
    if not _is_by_value(failing, passing):
        return _of_form(failing, passing)
    for of_results in _OF_RESULTS:
        found = of_results(failing, passing)
        if found:
            return found
    some = _sample(failing)
    few = gather(some)
    if few.structural or not few.parts:
        return None
    whole = few if len(some) == len(failing) else None
    for check, path in _likely(few):
        whole = whole or gather(failing)
        if whole.structural:
            return None
        found = _confirmed(check, path, whole)
        if found:
            return found
    return _wrong_parts(few, whole, failing)


def _is_by_value(failing: Sequence[Judged], passing: Sequence[Judged]) -> bool:
    """Whether what is expected is the one right value, in the tests that count here."""
    if {test.given.tolerance.mode for test in failing} != {"value"}:
        return False
    return "checker" not in {test.given.tolerance.mode for test in passing}


def _of_form(failing: Sequence[Judged], passing: Sequence[Judged]) -> Diagnosis | None:
    """What is wrong whatever the right values are."""
    found = structure.structure(failing, passing)
    if found:
        return found
    whole = gather(failing)
    if not whole.parts or whole.structural:
        return None
    return next(filter(None, (check(whole) for check in _FORM)), None)


def _sample(failing: Sequence[Judged]) -> Sequence[Judged]:
    """Of each way to differ the test that tells most; a few tests where that has a part of one to
    three numbers, with which much agrees by chance."""
    if len(failing) == 1:
        return failing
    ranked = sorted(failing, key=attrgetter("given.rank"))
    found = {test.difference.code: test for test in reversed(ranked) if test.difference}
    some = list(found.values())
    if ranked[0].given.rank[0]:
        others = [test for test in ranked if not any(test is one for one in some)]
        some += others[: max(0, _SAMPLE - len(some))]
    return some


def _likely(few: Evidence) -> Iterator[tuple[Check, str | None]]:
    """What a few tests do not refute: of all that is wrong, then of each part that is wrong.

    A few tests never confirm a cause, so that what refutes it quickly may be as coarse as it likes.
    """
    first, *others = [few.at(path) for path in few.paths[:_MOST_PATHS]]
    if not others or not few.is_plain:
        for check in _of(few):
            yield check, None
        others = [first, *others] if others else []
    else:
        # What is refuted of one part is refuted of them all, but for what counts all numbers.
        counting = _OF_ALL | _COUNTING if first.parts[0].leaf.rank[0] else _OF_ALL
        hopeful = []
        for cause in _asked(first.parts[0]):
            is_hopeful = cause.may(first.parts)
            if is_hopeful:
                hopeful.append(cause.check)
            if (is_hopeful or cause.check in counting) and cause.may(few.parts[:_MOST_PARTS]):
                yield cause.check, None
        if _is_always_wrong(first, few):
            yield from [(check, few.paths[0]) for check in hopeful]
    for view in others:
        if _is_always_wrong(view, few):
            for check in _of(view):
                yield check, view.paths[0]


_OF_ALL = frozenset((arrangement.swapped_parts, scale.factor_by_slice))
# These want more than one number, which may be in another part where the first has few.
_COUNTING = frozenset((terms.offset, relation.step, scale.unnamed_factor))


def _is_always_wrong(view: Evidence, evidence: Evidence) -> bool:
    """Whether what is wrong at a path, or anywhere, is so in each of the failing tests. A result
    has one part at a path."""
    return len(view.parts) >= len(evidence.failing)


def _of(view: Evidence) -> Iterator[Check]:
    for cause in _asked(view.parts[0]) if view.is_plain else _ARRAYS:
        if cause.may(view.parts):
            yield cause.check
    if not view.is_plain and view.is_elementwise:
        yield from [cause.check for cause in _ENTRIES]  # of complex numbers, which are hardly seen


def _asked(part: Part) -> tuple[_Cause, ...]:
    """The causes that can be true of a part of finite numbers. Those that guess are asked only if
    what came where the largest number is expected is the guess of one of them."""
    every, others, guesses = part.test.given.once(_applying, part.leaf.path)
    got, some = part.at_peak
    at = bisect_left(guesses, got - some)
    return every if at < len(guesses) and guesses[at] <= got + some else others


def _applying(
    given: Given, path: str
) -> tuple[tuple[_Cause, ...], tuple[_Cause, ...], "array[float]"]:
    """The causes that can be true of what is expected at a path, those of them that do not guess,
    and the guesses of the others, the least first."""
    every = tuple(
        cause
        for cause in (*_IN_SHAPE, *_ENTRIES)
        if cause.applies is None or given.once(cause.applies, path)
    )
    found = {guess for cause in every if cause.guesses for guess in cause.guesses(given, path)}
    guesses = array("d", sorted(filter(math.isfinite, found)))
    return every, tuple(cause for cause in every if not cause.guesses), guesses


def _confirmed(check: Check, path: str | None, whole: Evidence) -> Diagnosis | None:
    """What a cause says of all failing tests, with the part of the result that it is of, where that
    is not the whole result."""
    view = whole if path is None else whole.at(path)
    if not _is_always_wrong(view, whole):
        return None
    if check not in _OF_ANY_NUMBERS and not view.is_elementwise:
        return None
    found = check(view)
    if found is None:
        return None
    if path is not None:
        several = len(whole.paths) > 1
        others = "Other parts are wrong too." if several else "The other parts are right."
        return Diagnosis(found.code, f"`result{path}`: {found.message} {others}")
    if whole.paths != [""] and len(whole.paths) == 1 and _has_rest(whole.failing, whole.paths):
        where = whole.paths[0]
        return Diagnosis(found.code, f"`result{where}`: {found.message} The other parts are right.")
    return found


# These look for themselves whether what came is finite, and in shape.
_OF_ANY_NUMBERS = frozenset((*(cause.check for cause in _ARRAYS), special.special_entries))


def _wrong_parts(
    few: Evidence, whole: Evidence | None, failing: Sequence[Judged]
) -> Diagnosis | None:
    """Which parts are wrong, where others are right in all failing tests.

    Tests with a call of their own look at something else, whose parts are others.
    """
    calls = {test.given.call for test in failing}
    if len(calls) > 1:
        call = None if None in calls else failing[0].given.call
        return _wrong_parts(few, None, [test for test in failing if test.given.call == call])
    if not _has_rest(failing, few.paths):
        return None
    paths = whole.paths if whole else wrong_paths(failing)
    if not paths or not _has_rest(failing, paths):
        return None
    places = {path: at for at, path in enumerate(failing[0].given.leaves)}
    paths = sorted(paths, key=lambda path: places.get(path, len(places)))
    names = ", ".join(f"`result{path}`" for path in paths[:4])
    more = " and others" if len(paths) > 4 else ""
    verb = "differs" if len(paths) == 1 else "differ"
    return Diagnosis("part", f"Only {names}{more} {verb}; the other parts are right.")


def _has_rest(failing: Sequence[Judged], wrong: Sequence[str]) -> bool:
    """Whether some part of a result is right in every failing test."""
    found = set(wrong)
    return any(not found.issuperset(test.given.leaves) for test in failing)
