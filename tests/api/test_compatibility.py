"""Nothing that others built on the released API breaks unseen."""

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest

from api.app import create_app
from api.settings import Settings
from scripts.compatibility import RELEASED, find_breaks, strip

Json = dict[str, Any]

BASE: Json = {
    "paths": {
        "/things/{id}": {
            "put": {
                "parameters": [
                    {"in": "path", "name": "id", "required": True, "schema": {"type": "string"}},
                    {"in": "query", "name": "wait", "schema": {"type": "number", "maximum": 30}},
                ],
                "requestBody": {
                    "content": {
                        "application/json": {"schema": {"$ref": "#/components/schemas/New"}}
                    }
                },
                "responses": {
                    "200": {
                        "content": {
                            "application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}
                        }
                    },
                    "404": {},
                },
            }
        }
    },
    "components": {
        "schemas": {
            "New": {
                "type": "object",
                "properties": {
                    "code": {"type": "string", "maxLength": 100},
                    "kind": {"enum": ["a", "b"], "type": "string"},
                    "size": {"type": "number"},
                    "note": {"anyOf": [{"type": "string"}, {"type": "null"}]},
                },
                "required": ["code"],
            },
            "Thing": {
                "type": "object",
                "properties": {
                    "id": {"type": "string"},
                    "state": {"enum": ["queued", "done"], "type": "string"},
                    "score": {"anyOf": [{"type": "number"}, {"type": "null"}]},
                    "parts": {"type": "array", "items": {"$ref": "#/components/schemas/Thing"}},
                },
                "required": ["id", "state"],
            },
        }
    },
}


def call(document: Json) -> Json:
    """The one call of a document."""
    found: Json = document["paths"]["/things/{id}"]["put"]
    return found


def new(document: Json) -> Json:
    """The schema of the call's body."""
    found: Json = document["components"]["schemas"]["New"]
    return found


def thing(document: Json) -> Json:
    """The schema of its answer."""
    found: Json = document["components"]["schemas"]["Thing"]
    return found


BREAKS: list[tuple[str, Callable[[Json], Any]]] = [
    ("the call is gone", lambda d: d["paths"].clear()),
    ("the call is gone", lambda d: d["paths"]["/things/{id}"].pop("put")),
    ("parameter wait is gone", lambda d: call(d)["parameters"].pop()),
    ("wait has become required", lambda d: call(d)["parameters"][1].update(required=True)),
    (
        "parameter k is new and required",
        lambda d: call(d)["parameters"].append(
            {"in": "header", "name": "K", "required": True, "schema": {"type": "string"}}
        ),
    ),
    ("maximum is 10, was 30", lambda d: call(d)["parameters"][1]["schema"].update(maximum=10)),
    ("body has become required", lambda d: call(d)["requestBody"].update(required=True)),
    ("body is gone", lambda d: call(d).pop("requestBody")),
    (
        "body is no longer application/json",
        lambda d: call(d)["requestBody"].update(content={"text/plain": {}}),
    ),
    ("answer 200 is gone", lambda d: call(d)["responses"].pop("200")),
    (
        "answer 200 is no longer application/json",
        lambda d: call(d)["responses"]["200"].update(content={}),
    ),
    ("body.size has become required", lambda d: new(d)["required"].append("size")),
    (
        "body.more is new and required",
        lambda d: (new(d)["properties"].update(more={}), new(d)["required"].append("more")),
    ),
    ("body.size is gone", lambda d: new(d)["properties"].pop("size")),
    ("size no longer takes number", lambda d: new(d)["properties"]["size"].update(type="string")),
    ("size no longer takes number", lambda d: new(d)["properties"]["size"].update(type="integer")),
    ("note no longer takes null", lambda d: new(d)["properties"]["note"]["anyOf"].pop()),
    ("maxLength is 9, was 100", lambda d: new(d)["properties"]["code"].update(maxLength=9)),
    ("minLength is 1, was free", lambda d: new(d)["properties"]["code"].update(minLength=1)),
    ("pattern is ^x, was free", lambda d: new(d)["properties"]["code"].update(pattern="^x")),
    ("lost the value \"b\"", lambda d: new(d)["properties"]["kind"]["enum"].pop()),
    ("one of 1 values", lambda d: new(d)["properties"]["code"].update(enum=["x"])),
    ("no longer takes other fields", lambda d: new(d).update(additionalProperties=False)),
    ("200.score is gone", lambda d: thing(d)["properties"].pop("score")),
    (
        "200.parts[] may now be string",
        lambda d: thing(d)["properties"]["parts"].update(items={"type": "string"}),
    ),
    ("200.id may now be missing", lambda d: thing(d)["required"].remove("id")),
    ("200.id may now be integer", lambda d: thing(d)["properties"]["id"].update(type="integer")),
    (
        "200.id may now be null",
        lambda d: thing(d)["properties"].update(id={"type": ["string", "null"]}),
    ),
    ("200.state has lost the value", lambda d: thing(d)["properties"]["state"]["enum"].pop()),
]  # fmt: skip

KEEPS: list[Callable[[Json], Any]] = [
    lambda d: d["paths"].update({"/more": {"get": {"responses": {}}}}),
    lambda d: call(d)["parameters"].append(
        {"in": "query", "name": "more", "schema": {"type": "string"}}
    ),
    lambda d: call(d)["parameters"][1]["schema"].pop("maximum"),
    lambda d: call(d)["responses"].update({"409": {}}),
    lambda d: call(d)["responses"].pop("404"),
    lambda d: new(d)["properties"].update(more={"type": "string"}),
    lambda d: new(d)["required"].clear(),
    lambda d: new(d)["properties"]["kind"]["enum"].append("c"),
    lambda d: new(d)["properties"]["code"].update(maxLength=200),
    lambda d: thing(d)["properties"].update(more={"type": "string"}),
    lambda d: thing(d)["properties"]["state"]["enum"].append("lost"),
    lambda d: thing(d)["properties"]["score"]["anyOf"].pop(),
    lambda d: thing(d)["required"].append("score"),
    lambda d: thing(d)["properties"]["id"].update(description="Other words."),
]


@pytest.mark.parametrize(("told", "change"), BREAKS)
def test_a_change_that_breaks_clients_is_named(told: str, change: Callable[[Json], Any]) -> None:
    changed = copy.deepcopy(BASE)
    change(changed)
    found = find_breaks(BASE, changed)
    assert any(told in line for line in found), found


@pytest.mark.parametrize("change", KEEPS)
def test_a_change_that_breaks_nobody_passes(change: Callable[[Json], Any]) -> None:
    changed = copy.deepcopy(BASE)
    change(changed)
    assert find_breaks(BASE, changed) == []


def test_the_api_breaks_nothing_that_was_released() -> None:
    """Where a break is meant: `python -m scripts.compatibility --release`."""
    served = create_app(Settings()).openapi()
    assert find_breaks(json.loads(RELEASED.read_text()), served) == []


def test_every_released_call_and_field_is_looked_at() -> None:
    """Each thing that is taken out of the released document is found to be gone."""
    released = json.loads(RELEASED.read_text())
    for path, item in released["paths"].items():
        changed = {**released, "paths": {p: i for p, i in released["paths"].items() if p != path}}
        assert len(find_breaks(released, changed)) == len(item)
    schema = released["components"]["schemas"]["SubmissionWithCode"]
    for name in schema["properties"]:
        changed = copy.deepcopy(released)
        del changed["components"]["schemas"]["SubmissionWithCode"]["properties"][name]
        assert any(f".{name} is gone" in line for line in find_breaks(released, changed))


def test_what_is_kept_of_a_release_holds_no_words() -> None:
    served = create_app(Settings()).openapi()
    assert find_breaks(served, strip(served)) == []
    assert find_breaks(strip(served), served) == []
    assert '"description": "' not in json.dumps(strip(served))
