"""A hostile program as a file: what it attacks, what it is given, and what must be seen.

README.md beside this file explains the lines that a program begins with.
"""

from __future__ import annotations

import ast
import re
import shlex
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "programs"
_DOCSTRING = re.compile(r"Attacks: \S.*\n\nMust: \S[\s\S]*\n\Z")
_TERM = re.compile(r"(?P<key>[a-z_]+)(?P<relation>[=~<])(?P<text>.*)", re.DOTALL)
_COMPARED = ("ending", "signal", "status", "failure", "fault", "message", "value", "stdout")
_MEASURED = ("answers", "cpu_ms", "judge_ms", "memory_kib", "seconds")

Observation = Mapping[str, Any]


class Malformed(ValueError):
    """A program's file does not have the form that README.md describes."""


@dataclass(frozen=True)
class Term:
    """One condition, such as `fault=PermissionError|OSError`, `stdout~Traceback`, `cpu_ms<50`."""

    key: str
    relation: str
    text: str

    def holds(self, seen: Observation) -> bool:
        """Whether the observation of one run meets it."""
        found = seen[self.key]
        if self.relation == "<":
            return bool(found < float(self.text))
        matches: Callable[[str, str], bool] = (
            str.__eq__ if self.relation == "=" else str.__contains__
        )
        # Several tests give several values, faults and messages: the condition is on each.
        items = [str(item) for item in (found if isinstance(found, list) else [found])]
        allowed = self.text.split("|")
        return bool(items) and all(any(matches(i, a) for a in allowed) for i in items)

    def __str__(self) -> str:
        return f"{self.key}{self.relation}{self.text}"


# Where a file says nothing else of these: it came to its end, no answer of its was right, and the
# judge had next to no work with it.
_USUAL = (Term("ending", "=", "finished"), Term("right", "=", "0"), Term("judge_ms", "<", "250"))


@dataclass(frozen=True)
class Given:
    """How a program is run; the defaults suit most."""

    inputs: int = 1
    """Number of tests in a batch: x is arange(3.0), then arange(3.0) + 1, and so on."""
    length: int = 3
    """Of x; from 32,768 on it is not copied for a test, but mapped."""
    batches: int = 1
    runs: int = 1
    """How many submissions in a row make the same program; the expectation is on each."""
    cpu_seconds: float = 0.6
    wall_seconds: float = 2.5
    memory_mib: int = 128
    output_kib: int = 64
    answer_kib: int = 1024


@dataclass(frozen=True)
class Program:
    """One file below `programs/`."""

    name: str
    about: str
    source: str = field(repr=False)
    before: str | None
    """What somebody else submits first, with words that `source` does not hold."""
    terms: tuple[Term, ...]
    given: Given

    def failures(self, seen: Observation) -> list[str]:
        """The conditions that the observation of one run does not meet."""
        return [str(term) for term in self.terms if not term.holds(seen)]

    def names_a_cause(self) -> bool:
        """Whether a mere slip of the pen, which is a fault or a plain end, would be told apart."""
        stated = {term.key: term.text for term in self.terms if term.relation in "=~"}
        if {"value", "fault"} & stated.keys() or stated["right"] != "0":
            return True
        if stated.get("failure") in ("syntax", "undefined"):
            return True
        if stated["ending"] == "crashed":
            return bool({"signal", "status"} & stated.keys())
        return set(stated["ending"].split("|")) <= {"time", "memory", "output"}


def load(name: str) -> Program:
    """The program `group/name`. Raises Malformed."""
    text = (FOLDER / f"{name}.py").read_text(encoding="utf-8")
    try:
        tree = ast.parse(text)
    except SyntaxError as error:
        raise Malformed(f"{name}: {error}; text that is no Python goes into SOURCE") from None
    about = ast.get_docstring(tree, clean=False)
    if about is None or not _DOCSTRING.match(about):
        raise Malformed(f"{name}: the docstring is not 'Attacks: ...', an empty line, 'Must: ...'")
    terms = tuple(map(_term, _words(name, text, "expect")))
    if not terms:
        raise Malformed(f"{name}: there is no line '# expect: ...'")
    stated = {term.key for term in terms}
    terms += tuple(term for term in _USUAL if term.key not in stated)
    given = dict(word.split("=", 1) for word in _words(name, text, "given"))
    kinds = {key: type(value) for key, value in vars(Given()).items()}
    try:
        settings = {key: kinds[key](value) for key, value in given.items()}
    except (KeyError, ValueError) as error:
        raise Malformed(f"{name}: given: {error}") from None
    before = _lines(name, text, "before")
    source = _source(tree, text).replace(before[0], "") if before else _source(tree, text)
    return Program(name, about, source, before[0] if before else None, terms, Given(**settings))


def names() -> list[str]:
    """Every program's name, `group/name`, sorted."""
    return sorted(str(path.relative_to(FOLDER).with_suffix("")) for path in FOLDER.glob("*/*.py"))


def _lines(name: str, text: str, what: str) -> list[str]:
    """The rest of the line `# what: ...`, if there is one."""
    lines = re.findall(rf"^# {what}: (.+)$", text, re.MULTILINE)
    if len(lines) > 1:
        raise Malformed(f"{name}: {len(lines)} lines '# {what}: ...'")
    return lines


def _words(name: str, text: str, what: str) -> list[str]:
    return [word for line in _lines(name, text, what) for word in shlex.split(line)]


def _term(word: str) -> Term:
    match = _TERM.fullmatch(word)
    known = match and match["key"] in (_MEASURED if match["relation"] == "<" else _COMPARED)
    if match is None or not (known or match["key"] in ("answers", "right")):
        raise Malformed(f"what is {word!r}?")
    return Term(match["key"], match["relation"], match["text"])


def _source(tree: ast.Module, text: str) -> str:
    """The text to be judged: the file's own, or what it assigns to SOURCE."""
    for node in tree.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "SOURCE":
            return str(eval(compile(ast.Expression(node.value), "SOURCE", "eval"), {}))
    return text
