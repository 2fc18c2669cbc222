"""Reads YAML strictly and remembers the line of every field.

YAML 1.2's scalars (so `1e-5` is a number and `no` is text), plain data only: no tags, no anchors,
no duplicate keys. What it refuses, it refuses with a line.

The parser's events are read one by one, with bounds on depth and number: composing them is
recursive in C, and a deep document would end the process.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

MAX_BYTES = 1 << 20
_MAX_DEPTH = 40
_MAX_VALUES = 50_000

Path = tuple[str | int, ...]


class DocumentError(Exception):
    """Not a document that we read; `line` counts from 1."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line
        self.message = message


# The core schema of YAML 1.2: what a scalar without quotes is.
_NULLS = frozenset(("~", "null", "Null", "NULL", ""))
_BOOLS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_INTEGER = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", re.ASCII)
_FLOAT = re.compile(
    r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?"
    r"|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)",
    re.ASCII,
)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff]")


@dataclass(frozen=True)
class Document:
    """Plain data, and where each part of it stands."""

    data: Any
    lines: dict[Path, int]

    def line(self, path: Path) -> int:
        """The line of a field, or of the nearest field around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


def read_document(text: str) -> Document:
    """Parse one YAML document. Raises DocumentError."""
    if len(text.encode("utf-8", "replace")) > MAX_BYTES:
        raise DocumentError(1, f"larger than {MAX_BYTES >> 20} MiB")
    try:
        reader = _Reader(yaml.parse(text, Loader=yaml.CSafeLoader))
        return Document(reader.document(), reader.lines)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise DocumentError(mark.line + 1 if mark else 1, error.problem or "not YAML") from None
    except yaml.YAMLError as error:
        raise DocumentError(1, f"not YAML: {str(error)[:200]}") from None


class _Reader:
    def __init__(self, events: Iterator[yaml.Event]) -> None:
        self.lines: dict[Path, int] = {}
        self._events = events
        self._left = _MAX_VALUES

    def document(self) -> Any:
        next(self._events)
        if isinstance(next(self._events), yaml.StreamEndEvent):
            raise DocumentError(1, "the file is empty")
        data = self._read(next(self._events), ())
        next(self._events)
        after = next(self._events)
        if not isinstance(after, yaml.StreamEndEvent):
            raise DocumentError(_line(after), "a second document begins here")
        return data

    def _read(self, event: yaml.Event, path: Path) -> Any:
        line = self._admit(event, len(path))
        self.lines.setdefault(path, line)
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(path)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(path)
        assert isinstance(event, yaml.ScalarEvent)
        return _scalar(event, line)

    def _admit(self, event: yaml.Event, depth: int) -> int:
        """Refuse what no document of ours has; the line of what may stay."""
        line = _line(event)
        self._left -= 1
        if self._left < 0:
            raise DocumentError(line, f"more than {_MAX_VALUES} values")
        if depth > _MAX_DEPTH:
            raise DocumentError(line, "nested too deeply")
        if getattr(event, "anchor", None) is not None:
            raise DocumentError(line, "anchors and aliases are not allowed")
        tag = getattr(event, "tag", None)
        if tag is not None:
            raise DocumentError(line, f"the tag {tag[:40]!r} is not allowed")
        return line

    def _sequence(self, path: Path) -> list[Any]:
        items: list[Any] = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            items.append(self._read(event, (*path, len(items))))
        return items

    def _mapping(self, path: Path) -> dict[str, Any]:
        result: dict[str, Any] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            line = self._admit(event, len(path))
            if not isinstance(event, yaml.ScalarEvent):
                raise DocumentError(line, "a key must be plain text")
            key = _scalar(event, line)
            if not isinstance(key, str):
                raise DocumentError(line, f"the key {key!r} is not text")
            if key in result:
                raise DocumentError(line, f"{key!r} stands here twice")
            self.lines[(*path, key)] = line
            result[key] = self._read(next(self._events), (*path, key))
        return result


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1


def _scalar(event: yaml.ScalarEvent, line: int) -> Any:
    text: str = event.value
    if not event.implicit[0]:  # it stands in quotes, or is a block
        if found := _CONTROL.search(text):
            raise DocumentError(line, f"the control character {found.group()!r} is in this text")
        return text
    if text in _NULLS:
        return None
    if text in _BOOLS:
        return _BOOLS[text]
    if _INTEGER.fullmatch(text):
        if len(text) > 400:
            raise DocumentError(line, "the number is too long")
        return int(text, 0 if text.startswith(("0o", "0x")) else 10)
    if _FLOAT.fullmatch(text):
        return float(text.lower().replace(".inf", "inf").replace(".nan", "nan"))
    return text
