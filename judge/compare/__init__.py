"""Comparison of what came back with what was expected: by value, never by printed text."""

from judge.compare.value import Difference, compare

__all__ = ["Difference", "compare"]
