"""Name the mistake behind wrong values: the causes in order, the most specific first."""

from collections.abc import Callable, Sequence

import numpy as np

from judge.diagnosis import arrangement, known, precision, scale, shape, special, structure, terms
from judge.diagnosis.evidence import Diagnosis, Evidence, Judged, gather, leaves

Check = Callable[[Evidence], Diagnosis | None]

_WHOLE: tuple[Check, ...] = (
    structure.changed_input,
    known.returned_input,
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
    terms.offset,
    scale.unnamed_factor,
    terms.input_factor,
    terms.input_term,
    scale.factor_by_slice,
    arrangement.shifted_entries,
    special.special_entries,
    precision.one_sided_difference,
    precision.imprecise,
)


# Causes that say where or when values are wrong, or that they are not numbers, but not why.
VAGUE = frozenset(
    (
        "entries", "part", "special_inputs", "proportional", "factor_per_row", "factor_per_column",
        "imprecise", "non_finite", "signs", "permuted", "shape", "too_many_axes", "too_few_axes",
    )
)  # fmt: skip


def diagnose(tests: Sequence[Judged]) -> Diagnosis | None:
    """The most specific cause that explains every failing test, None if there is none."""
    evidence = gather(tests)
    if not evidence.failing:
        return None
    with np.errstate(all="ignore"):
        found = _first(_WHOLE, evidence) or _in_parts(evidence)
        words = special.special_tests(evidence)
    if words is None:
        return found
    if found is None:
        return Diagnosis("special_inputs", words)
    return Diagnosis(found.code, f"{found.message} {words}")


def _first(checks: Sequence[Check], evidence: Evidence) -> Diagnosis | None:
    for check in checks:
        found = check(evidence)
        if found:
            return found
    return None


def _explain(evidence: Evidence) -> Diagnosis | None:
    if not evidence.parts or evidence.structural:
        return None
    found = _first(_ARRAYS, evidence)
    if found is None and evidence.is_elementwise:
        found = _first(_ENTRIES, evidence)
    return found


def _in_parts(evidence: Evidence) -> Diagnosis | None:
    """A cause of all that is wrong; else of one part of the result that is wrong in every test."""
    found = _explain(evidence)
    wrong = list(dict.fromkeys(part.path for part in evidence.parts))
    if not wrong or wrong == [""] or evidence.structural:
        return found
    paths = {path for test in evidence.failing for path, _ in leaves(test.expected)}
    rest = len(paths) > len(wrong)
    if found and len(wrong) == 1 and rest:
        return Diagnosis(
            found.code, f"`result{wrong[0]}`: {found.message} The other parts are right."
        )
    if found:
        return found
    for path in wrong:
        some = evidence.at(path)
        if len({id(part.test) for part in some.parts}) < len(evidence.failing):
            continue
        found = _explain(some)
        if found:
            others = (
                "Other parts are wrong too." if len(wrong) > 1 else "The other parts are right."
            )
            return Diagnosis(found.code, f"`result{path}`: {found.message} {others}")
    if rest:
        names = ", ".join(f"`result{path}`" for path in wrong[:4])
        more = " and others" if len(wrong) > 4 else ""
        return Diagnosis("part", f"Only {names}{more} differ; the other parts are right.")
    return None
