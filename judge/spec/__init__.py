"""The format of problems, labs, questions and courses: models, types, and the reader of files."""

from judge.spec.figures import placed_figures
from judge.spec.lab import Course, Lab
from judge.spec.loader import (
    Library,
    link,
    load_library,
    parse_document,
    parse_problem,
    restore,
)
from judge.spec.model import Compare, Problem
from judge.spec.question import Question
from judge.spec.source import AnyDocument, Issue, Source, SourceFile, SpecError, Used, parse
from judge.spec.types import TypeMismatch, parse_type

__all__ = [
    "AnyDocument",
    "Compare",
    "Course",
    "Issue",
    "Lab",
    "Library",
    "Problem",
    "Question",
    "Source",
    "SourceFile",
    "SpecError",
    "TypeMismatch",
    "Used",
    "link",
    "load_library",
    "parse",
    "parse_document",
    "parse_problem",
    "parse_type",
    "placed_figures",
    "restore",
]
