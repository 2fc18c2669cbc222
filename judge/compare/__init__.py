"""Comparison of what came back with what was expected: by value, never by printed text."""

from judge.compare.form import mistyped, non_finite
from judge.compare.modes import compare
from judge.compare.notes import difference_of, note
from judge.compare.value import Difference, is_same

__all__ = ["Difference", "compare", "difference_of", "is_same", "mistyped", "non_finite", "note"]
