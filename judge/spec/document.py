"""Reads YAML strictly and remembers the line of every field.

YAML 1.2's scalars (so `1e-5` is a number and `no` is text), plain data only: no tags, no anchors,
no duplicate keys. What it refuses, it refuses with a line.
"""

import re
from dataclasses import dataclass
from typing import Any

import yaml

MAX_BYTES = 1 << 20
_MAX_DEPTH = 40

Path = tuple[str | int, ...]


class DocumentError(Exception):
    """Not a document that we read; `line` counts from 1."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line
        self.message = message


class _Loader(yaml.CSafeLoader):
    """libyaml's parser with the core schema of YAML 1.2."""


_Loader.yaml_implicit_resolvers = {}
for _tag, _pattern, _first in (
    ("null", r"^(?:~|null|Null|NULL|)$", [*"~nN", ""]),
    ("bool", r"^(?:true|True|TRUE|false|False|FALSE)$", [*"tTfF"]),
    ("int", r"^(?:[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+)$", [*"-+0123456789"]),
    (
        "float",
        r"^(?:[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?"
        r"|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$",
        [*"-+.0123456789"],
    ),
):
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(_pattern), _first)


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
        node = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise DocumentError(mark.line + 1 if mark else 1, error.problem or "not YAML") from None
    except (yaml.YAMLError, RecursionError) as error:
        raise DocumentError(1, f"not YAML: {str(error)[:200]}") from None
    if node is None:
        raise DocumentError(1, "the file is empty")
    reader = _Reader()
    data = reader.read(node, ())
    return Document(data, reader.lines)


class _Reader:
    def __init__(self) -> None:
        self.lines: dict[Path, int] = {}
        self._seen: set[int] = set()

    def read(self, node: yaml.Node, path: Path) -> Any:
        line = node.start_mark.line + 1
        self.lines.setdefault(path, line)
        if id(node) in self._seen:
            raise DocumentError(self.lines[path], "anchors and aliases are not allowed")
        self._seen.add(id(node))
        if len(path) > _MAX_DEPTH:
            raise DocumentError(line, "nested too deeply")
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            self._plain_tag(node, "seq", line)
            return [self.read(item, (*path, i)) for i, item in enumerate(node.value)]
        return self._scalar(node, line)

    def _mapping(self, node: yaml.MappingNode, path: Path) -> dict[str, Any]:
        self._plain_tag(node, "map", node.start_mark.line + 1)
        result: dict[str, Any] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            key = self._scalar(key_node, line)
            if not isinstance(key, str):
                raise DocumentError(line, f"the key {key!r} is not text")
            if key in result:
                raise DocumentError(line, f"{key!r} stands here twice")
            self.lines[(*path, key)] = line
            result[key] = self.read(value_node, (*path, key))
        return result

    def _scalar(self, node: yaml.Node, line: int) -> Any:
        if not isinstance(node, yaml.ScalarNode):
            raise DocumentError(line, "a key must be plain text")
        text: str = node.value
        match node.tag.removeprefix("tag:yaml.org,2002:"):
            case "str":
                return text
            case "null":
                return None
            case "bool":
                return text.lower() == "true"
            case "int":
                return self._integer(text, line)
            case "float":
                return float(text.lower().replace(".inf", "inf").replace(".nan", "nan"))
        raise DocumentError(line, f"the tag {node.tag!r} is not allowed")

    def _integer(self, text: str, line: int) -> int:
        if len(text) > 400:
            raise DocumentError(line, "the number is too long")
        return int(text, 0 if text.startswith(("0o", "0x")) else 10)

    def _plain_tag(self, node: yaml.Node, kind: str, line: int) -> None:
        if node.tag != f"tag:yaml.org,2002:{kind}":
            raise DocumentError(line, f"the tag {node.tag!r} is not allowed")
