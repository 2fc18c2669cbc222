"""Whether a submission makes a mistake that the problem's author wrote down as a wrong solution."""

from collections.abc import Mapping

from judge.compare import compare
from judge.diagnosis import Judged
from judge.diagnosis.recall import Recall, Values
from judge.published import KnownMistake
from judge.runner import Fault


def fault_text(fault: Fault) -> str:
    """An exception as mistakes keep it, to know it again."""
    return f"{fault.type}: {fault.message}"


def find_mistake(
    mistakes: Recall[KnownMistake], tested: Mapping[int, Judged], faults: Mapping[int, Fault]
) -> KnownMistake | None:
    """The mistake that gives what this submission gave, test by test (by the tests' numbers).

    First one that agrees in all tests: the same wrong values, the same exceptions, and right where
    the submission is right. Failing that, one that agrees wherever the submission is wrong, if it
    is the only one: that submission makes the mistake in some cases only.
    """
    wrong = [(index, test) for index, test in tested.items() if test.difference is not None]
    if not faults and not wrong:
        return None
    found = mistakes.find(wrong)
    alike = [mistake for mistake, values in found if _raises_alike(values, faults)]
    if len(alike) > 1:
        alike = [mistake for mistake in alike if _passes_alike(mistake, tested)][:1]
    return alike[0] if alike else None


def _raises_alike(values: Values, faults: Mapping[int, Fault]) -> bool:
    return all(values[index] == (False, fault_text(fault)) for index, fault in faults.items())


def _passes_alike(mistake: KnownMistake, tested: Mapping[int, Judged]) -> bool:
    for index, test in tested.items():
        if test.difference is not None:
            continue
        given, value = mistake.values[index]
        if not given or compare(test.expected, value, test.tolerance) is not None:
            return False
    return True
