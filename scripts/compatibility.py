"""Finds what would break the programs of others: the API as it is against the one last released.

    python -m scripts.compatibility            # name the breaks, exit 1 if there are any
    python -m scripts.compatibility --release  # from now on the API as it is counts as released

What a client sends must still be taken: requests may only be taken in more forms. What it reads
must still be there, of the same types: answers may only promise more. New calls, new optional
fields, new fields in answers and new values of enumerations in answers break nothing; docs/rest.md
tells clients to expect them.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

RELEASED = Path(__file__).parents[1] / "docs" / "openapi" / "v1.json"
METHODS = ("get", "put", "post", "delete", "patch", "head", "options")
# Words for people, which programs do not depend on.
_WORDS = frozenset({"description", "summary", "title", "examples", "example", "tags", "info"})
# Of a request: what may not become smaller, and what may not become larger.
_UPPER = ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties")
_LOWER = ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties")

Json = dict[str, Any]
Side = Literal["request", "response"]


def find_breaks(old: Json, new: Json) -> list[str]:
    """Return a line for each thing in an OpenAPI document `new` that breaks clients of `old`."""
    return list(dict.fromkeys(_Comparison(old, new).calls()))


def strip(document: Any) -> Any:
    """Return a document without what is only for people to read."""
    if isinstance(document, list):
        return [strip(item) for item in document]
    if not isinstance(document, dict):
        return document
    kept = {}
    for key, value in document.items():
        if key == "properties":  # Their names are the authors', and may be any word.
            kept[key] = {name: strip(schema) for name, schema in value.items()}
        elif key not in _WORDS:
            kept[key] = strip(value)
    return kept


class _Comparison:
    def __init__(self, old: Json, new: Json) -> None:
        self._old = old
        self._new = new
        self._open: set[tuple[str, str, Side]] = set()

    def calls(self) -> Iterator[str]:
        for path, item in self._old["paths"].items():
            for method in METHODS:
                if method not in item:
                    continue
                call = f"{method.upper()} {path}"
                new = self._new["paths"].get(path, {}).get(method)
                if new is None:
                    yield f"{call}: the call is gone"
                else:
                    yield from self._call(call, item[method], new)

    def _call(self, call: str, old: Json, new: Json) -> Iterator[str]:
        before, after = _parameters(old), _parameters(new)
        for key, parameter in before.items():
            where = f"{call}: {key[0]} parameter {key[1]}"
            if key not in after:
                yield f"{where} is gone"
                continue
            if after[key].get("required") and not parameter.get("required"):
                yield f"{where} has become required"
            yield from self._schemas(where, parameter["schema"], after[key]["schema"], "request")
        for key in after.keys() - before.keys():
            if after[key].get("required"):
                yield f"{call}: {key[0]} parameter {key[1]} is new and required"
        yield from self._body(call, old.get("requestBody"), new.get("requestBody"))
        for status, answer in old["responses"].items():
            if status[0] != "2":
                continue  # Any call may come to fail in another way.
            where = f"{call}: answer {status}"
            if status not in new["responses"]:
                yield f"{where} is gone"
                continue
            yield from self._media(where, answer, new["responses"][status], "response")

    def _body(self, call: str, old: Json | None, new: Json | None) -> Iterator[str]:
        where = f"{call}: body"
        if old is None:
            if new is not None and new.get("required"):
                yield f"{where} is new and required"
            return
        if new is None:
            yield f"{where} is gone"
            return
        if new.get("required") and not old.get("required"):
            yield f"{where} has become required"
        yield from self._media(where, old, new, "request")

    def _media(self, where: str, old: Json, new: Json, side: Side) -> Iterator[str]:
        for media, content in old.get("content", {}).items():
            if media not in new.get("content", {}):
                yield f"{where} is no longer {media}"
            elif "schema" in content:
                yield from self._schemas(
                    where, content["schema"], new["content"][media].get("schema", {}), side
                )

    def _schemas(self, where: str, old: Json, new: Json, side: Side) -> Iterator[str]:
        """Compare what is sent or read at one place, alternative by alternative."""
        references = str(old.get("$ref")), str(new.get("$ref")), side
        if "$ref" in old and "$ref" in new:
            if references in self._open:
                return  # It holds itself, and is being compared already.
            self._open.add(references)
        before, after = _alternatives(self._old, old), _alternatives(self._new, new)
        # A request's old forms must all be taken; an answer's new forms must all be known.
        given, known = (before, after) if side == "request" else (after, before)
        for one in given:
            tried = [
                list(
                    self._forms(where, one, other, side)
                    if side == "request"
                    else self._forms(where, other, one, side)
                )
                for other in known
                if _kind(other) in (_kind(one), "any")
                or (_kind(one), _kind(other)) == ("integer", "number")
            ]
            if not tried:
                what = "no longer takes" if side == "request" else "may now be"
                yield f"{where} {what} {_kind(one)}"
            else:
                yield from min(tried, key=len)
        if "$ref" in old and "$ref" in new:
            self._open.discard(references)

    def _forms(self, where: str, old: Json, new: Json, side: Side) -> Iterator[str]:
        """Compare two schemas of the same type."""
        yield from _values(where, old, new, side)
        if side == "request":
            yield from _bounds(where, old, new)
        if "items" in old or "items" in new:
            yield from self._schemas(f"{where}[]", old.get("items", {}), new.get("items", {}), side)
        yield from self._properties(where, old, new, side)
        more, now = old.get("additionalProperties", True), new.get("additionalProperties", True)
        if isinstance(more, dict) and isinstance(now, dict):
            yield from self._schemas(f"{where}.*", more, now, side)
        elif side == "request" and more is not False and now is False:
            yield f"{where} no longer takes other fields"

    def _properties(self, where: str, old: Json, new: Json, side: Side) -> Iterator[str]:
        before, after = old.get("properties", {}), new.get("properties", {})
        needed, needs = set(old.get("required", ())), set(new.get("required", ()))
        for name, schema in before.items():
            place = f"{where}.{name}"
            if name not in after:
                yield f"{place} is gone"
                continue
            if side == "response" and name in needed and name not in needs:
                yield f"{place} may now be missing"
            yield from self._schemas(place, schema, after[name], side)
        if side == "request":
            for name in sorted(needs - needed):
                how = "has become required" if name in before else "is new and required"
                yield f"{where}.{name} {how}"


def _parameters(call: Json) -> dict[tuple[str, str], Json]:
    return {(item["in"], item["name"].lower()): item for item in call.get("parameters", ())}


def _alternatives(document: Json, schema: Json) -> list[Json]:
    """Return the forms that a schema allows, with references followed."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return _alternatives(document, document["components"]["schemas"][name])
    for key in ("anyOf", "oneOf", "allOf"):
        if key in schema and (key != "allOf" or len(schema[key]) == 1):
            return [form for item in schema[key] for form in _alternatives(document, item)]
    if isinstance(schema.get("type"), list):
        return [{**schema, "type": name} for name in schema["type"]]
    return [schema]


def _kind(schema: Json) -> str:
    if "type" in schema:
        return str(schema["type"])
    if "const" in schema or "enum" in schema:
        value = schema.get("const", next(iter(schema.get("enum", ())), None))
        return {str: "string", bool: "boolean", int: "integer"}.get(type(value), "number")
    return "object" if "properties" in schema else "any"


def _values(where: str, old: Json, new: Json, side: Side) -> Iterator[str]:
    """Name the values that an enumeration has lost: one that is gone may have been renamed."""
    before, after = _enumerated(old), _enumerated(new)
    if after is None:
        return
    if before is None:
        if side == "request":
            yield f"{where} may only be one of {len(after)} values now"
        return
    for value in before:
        if value not in after:
            yield f"{where} has lost the value {json.dumps(value)}"


def _enumerated(schema: Json) -> list[Any] | None:
    if "const" in schema:
        return [schema["const"]]
    values: list[Any] | None = schema.get("enum")
    return values


def _bounds(where: str, old: Json, new: Json) -> Iterator[str]:
    for name in _UPPER:
        if name in new and new[name] < old.get(name, float("inf")):
            yield f"{where}: {name} is {new[name]}, was {old.get(name, 'free')}"
    for name in _LOWER:
        if name in new and new[name] > old.get(name, float("-inf")):
            yield f"{where}: {name} is {new[name]}, was {old.get(name, 'free')}"
    for name in ("pattern", "format", "multipleOf"):
        if name in new and new[name] != old.get(name):
            yield f"{where}: {name} is {new[name]}, was {old.get(name, 'free')}"


def main() -> int:
    """Compare, or release."""
    from api.app import create_app
    from api.settings import Settings

    served = create_app(Settings()).openapi()
    if sys.argv[1:] == ["--release"]:
        RELEASED.parent.mkdir(parents=True, exist_ok=True)
        RELEASED.write_text(json.dumps(strip(served), indent=1, sort_keys=True) + "\n")
        return 0
    breaks = find_breaks(json.loads(RELEASED.read_text()), served)
    for line in breaks:
        print(line)
    return 1 if breaks else 0


if __name__ == "__main__":
    sys.exit(main())
