"""The API describes itself with examples that are true to form, and errors that are all listed."""

import re
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from jsonschema import Draft202012Validator

from api import errors, protocol
from api.app import create_app
from api.describe import calls
from api.settings import Settings
from tests.api.support import ROOT

Json = dict[str, Any]
JSON = "application/json"
# Its answer has no form that could be shown: everything that is stored of somebody.
WITHOUT = {"export_me"}


@pytest.fixture(scope="module")
def document() -> Json:
    """The description as it is served."""
    app: FastAPI = create_app(Settings())
    return app.openapi()


def check(document: Json, schema: Json, example: Any, where: str) -> None:
    """Fail unless the example is what the schema says."""
    whole = {**schema, "components": document["components"]}
    faults = [error.message[:200] for error in Draft202012Validator(whole).iter_errors(example)]
    assert faults == [], where


def test_every_call_has_an_example_that_fits_its_schema(document: Json) -> None:
    missing = []
    for method, path, call in calls(document):
        where = f"{method} {path}"
        body = call.get("requestBody", {}).get("content", {}).get(JSON)
        good = {
            status: answer["content"][JSON]
            for status, answer in call["responses"].items()
            if status[0] == "2" and answer.get("content", {}).get(JSON, {}).get("schema")
        }
        if call["operationId"] in WITHOUT:
            continue
        if body is not None and "example" not in body:
            missing.append(f"{where}: request")
        elif body is not None:
            check(document, body["schema"], body["example"], f"{where}: request")
        if good and not any("example" in content for content in good.values()):
            missing.append(f"{where}: answer")
        for status, content in good.items():
            if "example" in content:
                check(document, content["schema"], content["example"], f"{where}: {status}")
    assert missing == []


def classes(base: type[errors.ApiError]) -> Iterator[type[errors.ApiError]]:
    """The classes of errors below one."""
    for kind in base.__subclasses__():
        yield kind
        yield from classes(kind)


def test_every_type_of_error_is_in_the_table() -> None:
    page = (ROOT / "docs" / "rest.md").read_text()
    listed = dict(re.findall(r"^\| `/errors/([a-z-]+)` \| (\d+) \|", page, re.MULTILINE))
    assert protocol.MAX_HEAD_BYTES  # Its errors are among them.
    defined = {kind.type: str(kind.status) for kind in classes(errors.ApiError)}
    # Those that are answered without a class of ours.
    for path in (ROOT / "api").rglob("*.py"):
        written = re.findall(r'problem\(\s*(\d+),\s*"([a-z-]+)"', path.read_text())
        defined |= {kind: status for status, kind in written}
    defined |= {"cross-site": "403", "method-not-allowed": "405"}
    assert listed == defined


def test_describing_warns_of_nothing_while_other_threads_change_the_filters() -> None:
    program = """
import threading, time, warnings
from api.app import create_app
from api.settings import Settings

app = create_app(Settings())
described = threading.Event()

def put_filters_back():
    while not described.is_set():
        with warnings.catch_warnings():
            time.sleep(0.0002)

threads = [threading.Thread(target=put_filters_back, daemon=True) for _ in range(3)]
for thread in threads:
    thread.start()
app.openapi()
described.set()
"""
    ran = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert ran.stderr == ""
