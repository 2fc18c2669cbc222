"""The JSON Schema: what the models give, committed, and right for every file of the library."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from api.cli import main
from judge.spec.document import read_document
from judge.spec.schema import HEADER, make_schema, schema_text
from tests.judge.conftest import PROBLEMS
from tests.judge.test_format import GRAPH, PLOT
from tests.judge.test_judging import SCALE
from tests.judge.test_kinds import COURSE, LAB, QUESTION

SCHEMA = PROBLEMS / "schema.json"
FILES = sorted(PROBLEMS.rglob("*.yaml"))


@pytest.fixture(scope="module")
def validator() -> Any:
    jsonschema.Draft202012Validator.check_schema(make_schema())
    return jsonschema.Draft202012Validator(make_schema())


def described(part: Any, path: str) -> Iterator[tuple[str, bool]]:
    """Each property below, and whether it has a description."""
    if isinstance(part, dict):
        for name, item in part.get("properties", {}).items():
            yield f"{path}.{name}", bool(item.get("description"))
        for name, item in part.items():
            yield from described(item, f"{path}.{name}")
    elif isinstance(part, list):
        for item in part:
            yield from described(item, path)


def test_the_committed_schema_is_what_the_models_give() -> None:
    assert SCHEMA.read_text("utf-8") == schema_text(), "run: nabla schema -o problems/schema.json"


def test_the_command_prints_it_or_writes_it(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert main(["schema"]) == 0
    assert capsys.readouterr().out == schema_text()
    assert main(["schema", "-o", str(tmp_path / "schema.json")]) == 0
    assert (tmp_path / "schema.json").read_text("utf-8") == schema_text()
    assert main(["schema", "-o", str(tmp_path / "no" / "folder")]) == 1
    assert "cannot be written" in capsys.readouterr().err


def test_every_field_is_described() -> None:
    found = dict(described(make_schema(), ""))
    assert len(found) > 100
    assert [path for path, said in found.items() if not said] == []


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_file_of_the_library_is_accepted_and_names_the_schema(file: Path, validator: Any) -> None:
    text = file.read_text("utf-8")
    assert [error.message for error in validator.iter_errors(read_document(text).data)] == []
    wanted = HEADER + os.path.relpath(SCHEMA, file.parent)
    assert text.partition("\n")[0] == wanted, f"the first line should be: {wanted}"


@pytest.mark.parametrize("text", [SCALE, SCALE + PLOT, SCALE + GRAPH, LAB, QUESTION, COURSE])
def test_what_the_reader_accepts_is_accepted(text: str, validator: Any) -> None:
    assert [error.message for error in validator.iter_errors(read_document(text).data)] == []


@pytest.mark.parametrize(
    ("text", "old", "new"),
    [
        (SCALE, "difficulty: easy", "dificulty: easy"),
        (SCALE, "number: 900", "number: '900'"),
        (SCALE, "verdict: wrong_answer", "verdict: wrong"),
        (LAB, "- text: That", "- words: That"),
        (LAB, "kind: lab", "kind: labor"),
        (QUESTION, "kind: true_false, answer: false", "kind: true_false, answer: no"),
        (COURSE, "problem: scale", "problem: [scale]"),
    ],
)
def test_a_mistake_is_seen(text: str, old: str, new: str, validator: Any) -> None:
    assert text.count(old) == 1
    assert not validator.is_valid(read_document(text.replace(old, new)).data)
