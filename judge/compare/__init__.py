"""Comparison of what came back with what was expected: by value, never by printed text."""

from judge.compare.modes import compare
from judge.compare.notes import note
from judge.compare.value import Difference

__all__ = ["Difference", "compare", "note"]
