"""The JSON Schema of the format, made of the models: one schema, a union by `kind`."""

import inspect
import json
from typing import Annotated, Any

from pydantic import Field, TypeAdapter
from pydantic.json_schema import GenerateJsonSchema

from judge.spec.source import AnyDocument

HEADER = "# yaml-language-server: $schema="
"""How a YAML file names its schema to editors; a path relative to the file follows."""


class _Generator(GenerateJsonSchema):
    """Without a title for each field: editors would show it in place of the description."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False


def make_schema() -> dict[str, Any]:
    """The schema, with a description for each field."""
    adapter: TypeAdapter[Any] = TypeAdapter(Annotated[AnyDocument, Field(discriminator="kind")])
    schema = adapter.json_schema(schema_generator=_Generator)
    for part in schema["$defs"].values():
        part.pop("title", None)
        _unwrap(part)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A document of format 1",
        "description": "A problem, a lab, a question or a course; `kind` says which.",
        **schema,
    }


def schema_text() -> str:
    """The schema as the file has it."""
    return json.dumps(make_schema(), indent=1, ensure_ascii=False) + "\n"


def _unwrap(part: Any) -> None:
    """Let each paragraph of a description be one line, as editors wrap it themselves."""
    if isinstance(part, dict):
        for name, item in part.items():
            if name == "description" and isinstance(item, str):
                part[name] = "\n\n".join(map(_one_line, inspect.cleandoc(item).split("\n\n")))
            else:
                _unwrap(item)
    elif isinstance(part, list):
        for item in part:
            _unwrap(item)


def _one_line(paragraph: str) -> str:
    return " ".join(line.strip() for line in paragraph.splitlines()).replace(" - `", "\n- `")
