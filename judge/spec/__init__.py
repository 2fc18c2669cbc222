"""The problem format: models, types, and the reader of files."""

from judge.spec.loader import (
    Issue,
    Library,
    Source,
    SpecError,
    link,
    load_library,
    parse_problem,
    restore,
)
from judge.spec.model import Compare, Problem
from judge.spec.types import TypeMismatch, parse_type

__all__ = [
    "Compare",
    "Issue",
    "Library",
    "Problem",
    "Source",
    "SpecError",
    "TypeMismatch",
    "link",
    "load_library",
    "parse_problem",
    "parse_type",
    "restore",
]
