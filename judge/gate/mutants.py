"""Mutants of a reference solution: each one edit away, as a person could have written it.

Theory of operation: `mutations` proposes edits node by node; here each is made in the text, so that
the rest of the program stands as it did, and only those are kept that compile and are not the same
program again. Tests that no mutant survives are tests that find such mistakes (R. DeMillo,
R. Lipton, F. Sayward, *Hints on Test Data Selection*, 1978).
"""

import ast
import warnings
from collections.abc import Hashable
from contextlib import suppress
from dataclasses import dataclass
from types import CodeType

from judge.gate.mutations import edits_of
from judge.gate.text import Edit, Text

_MAX_MUTANTS = 400
# Each is compiled here, and the whole of it.
_MOST_BYTES = 4 << 20
# Their insides are not what a solution computes; formatted text has no positions in Python 3.11.
_SKIPPED = (ast.Raise, ast.Assert, ast.Import, ast.ImportFrom, ast.JoinedStr)


@dataclass(frozen=True)
class Mutant:
    """A reference solution with one mistake in it."""

    kind: str
    """What sort of mistake it is, such as `transpose-dropped`. See `judge.gate.mutations`."""
    line: int
    """Where it is in the solution, counted from 1."""
    before: str
    """The line, or the lines in one, as they stood."""
    after: str
    """The same with the mistake."""
    id: str
    """`before -> after`, with a number where that is no name yet. Authors name it so."""
    code: str
    """The whole program."""


def mutants(source: str, function: str | None = None) -> list[Mutant]:
    """All mutants of a program, in the order of its text; none where it is not Python.

    `function` is the one that is called with every argument: its defaults are left alone.
    """
    try:
        text = Text(source)
    except (SyntaxError, ValueError, RecursionError):
        return []
    seen = {_meaning(source)}
    names: dict[str, int] = {}
    found = []
    for edit in _edits(text, function):
        code = _apply(text, edit)
        meaning = _meaning(code)
        if meaning is None or meaning in seen:
            continue
        seen.add(meaning)
        line, before, after = _describe(text, edit, code)
        name = f"{before} -> {after}"
        names[name] = names.get(name, 0) + 1
        if names[name] > 1:
            name += f" ({names[name]})"  # a # would begin a comment in YAML
        found.append(Mutant(edit.kind, line, before, after, name, code))
        if len(found) == _MAX_MUTANTS:
            break
    return found


def _edits(text: Text, function: str | None) -> list[Edit]:
    """The edits by their places; of a long program, some evenly over all of it."""
    found: list[Edit] = []
    waiting: list[ast.AST] = [text.tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, _SKIPPED):
            continue
        # What comes of it can be nested too deeply for the parser, though the program is not.
        with suppress(SyntaxError, RecursionError, MemoryError):
            found += edits_of(text, node)
        inside = []
        for field, value in ast.iter_fields(node):
            if field in ("annotation", "returns", "decorator_list"):
                continue
            for child in value if isinstance(value, list) else [value]:
                if isinstance(child, ast.arguments) and getattr(node, "name", None) == function:
                    continue
                if isinstance(child, ast.AST):
                    inside.append(child)
        waiting += reversed(inside)
    found.sort(key=lambda edit: edit.start)
    return found[:: 1 + len(found) * len(text.data) // _MOST_BYTES]


def _apply(text: Text, edit: Edit) -> str:
    new = edit.new.encode("utf-8")
    return (text.data[: edit.start] + new + text.data[edit.end :]).decode("utf-8")


def _meaning(code: str) -> Hashable | None:
    """What the program computes, whatever its layout; None if it is none."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SyntaxWarning)
            return _parts(compile(code, "mutant", "exec", dont_inherit=True))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _parts(code: CodeType) -> Hashable:
    """A code object but for its positions. Constants by their text: 1, 1.0 and True are equal."""
    constants = tuple(
        _parts(item) if isinstance(item, CodeType) else repr(item) for item in code.co_consts
    )
    names = code.co_names, code.co_varnames, code.co_cellvars, code.co_freevars
    return code.co_code, code.co_exceptiontable, constants, names


def _describe(text: Text, edit: Edit, code: str) -> tuple[int, str, str]:
    """The first line that differs, and all that differ, before and after."""
    old, new = text.cut(0, len(text.data)).split("\n"), code.split("\n")
    first = 0
    while first < min(len(old), len(new)) and old[first] == new[first]:
        first += 1
    tail = 0
    while tail < min(len(old), len(new)) - first - 1 and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    before, after = old[first : len(old) - tail], new[first : len(new) - tail]
    return first + 1, _join(before), _join(after)


def _join(lines: list[str]) -> str:
    return " ".join(line.strip() for line in lines).strip()
