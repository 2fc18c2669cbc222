"""The page docs/format.md: every field of every kind of document, from the schema.

python -m judge.spec.reference > docs/format.md
"""

import json
from typing import Any

from judge.spec.schema import make_schema

_INTRO = """# Every field of the format

Written from the models by `python -m judge.spec.reference`. Editors show the same words while one
types: each file names the schema in its first line. [authoring.md](authoring.md) is the way in.

Fields without a default are required. Texts are Markdown with `$TeX$`, ids are lower-case words
with hyphens, code must be Python that compiles.
"""
_KINDS = ("Problem", "Lab", "Question", "Course")


def reference_text() -> str:
    """The page, in Markdown."""
    parts = make_schema()["$defs"]
    order = [*_KINDS, *sorted(set(parts) - set(_KINDS))]
    return "\n".join([_INTRO, *(_part(name, parts[name]) for name in order if name in parts)])


def _part(name: str, part: dict[str, Any]) -> str:
    lines = [f"## {name}", "", part.get("description", ""), ""]
    if "enum" in part:
        return "\n".join([*lines, ", ".join(f"`{value}`" for value in part["enum"]), ""])
    required = set(part.get("required", ()))
    lines += ["| field | is | default | means |", "| --- | --- | --- | --- |"]
    for field, schema in part.get("properties", {}).items():
        default = "" if field in required else _default(schema)
        about = " ".join(schema.get("description", "").replace("|", "\\|").split())
        lines.append(f"| `{field}` | {_type(schema)} | {default} | {about} |")
    return "\n".join([*lines, ""])


def _default(schema: dict[str, Any]) -> str:
    value = schema.get("default")
    if value is None or value in ("", [], {}) or isinstance(value, dict):
        return "none" if value in (None, "", [], ()) else "as below"
    return f"`{json.dumps(value)}`"


def _type(schema: dict[str, Any]) -> str:
    """A schema in a few words."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return f"[{name}](#{name.lower()})"
    if "const" in schema:
        return f"`{schema['const']}`"
    if "enum" in schema:
        return ", ".join(f"`{value}`" for value in schema["enum"])
    for union in ("anyOf", "oneOf"):
        if union in schema:
            kinds = [_type(part) for part in schema[union] if part.get("type") != "null"]
            return " or ".join(dict.fromkeys(kinds))
    kind = schema.get("type")
    if kind == "array":
        return f"list of {_type(schema.get('items', {}))}"
    if kind == "object":
        values = schema.get("additionalProperties")
        return f"mapping to {_type(values)}" if isinstance(values, dict) and values else "mapping"
    words = {"string": "text", "integer": "whole number", "boolean": "true or false"}
    bounds = [
        f"{sign} {schema[key]:g}"
        for key, sign in (
            ("minimum", "≥"), ("exclusiveMinimum", ">"), ("maximum", "≤"), ("exclusiveMaximum", "<")
        )
        if key in schema
    ]  # fmt: skip
    return " ".join([words.get(str(kind), str(kind or "anything")), *bounds])


if __name__ == "__main__":
    print(reference_text(), end="")
