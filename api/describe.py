"""The API's description of itself: errors in their own form, and an example for each call."""

import json
import warnings
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

from fastapi import FastAPI
from pydantic.warnings import UnsupportedFieldAttributeWarning

from api.errors import ProblemDetails, documented

EXAMPLES = Path(__file__).with_name("examples.json")
"""Of each call by its operation id: `request`, `status`, `response`. Taken down by the tests."""
_JSON = "application/json"
MAX_NAME = 100
"""Characters of whatever a path names; nothing has a longer name, so those are not found."""
Json = dict[str, Any]
# The framework describes each parameter by a field of pydantic's, which warns of its alias, and has
# this ignored for as long as that takes. But all threads share those filters: whoever puts them
# back meanwhile would have the warnings shown after all.
warnings.filterwarnings("ignore", category=UnsupportedFieldAttributeWarning)


def improve(app: FastAPI) -> None:
    """Have `app` describe itself with our errors and examples, in whichever thread it is asked."""
    describe = app.openapi
    describing = Lock()

    def openapi() -> Json:
        with describing:
            document: Json = describe()
            # The framework makes it anew where a call was added, else hands out the same one.
            if document["components"]["schemas"].pop("HTTPValidationError", None) is not None:
                _describe_errors(document)
                _describe_log_in(document)
                _describe_addresses(document)
                _add_examples(document)
            return document

    app.openapi = openapi  # type: ignore[method-assign]


def calls(document: Json) -> Iterator[tuple[str, str, Json]]:
    """Yield each call of a document: its method, its path, what is said of it."""
    for path, item in document["paths"].items():
        for method, call in item.items():
            yield method.upper(), path, call


def _describe_errors(document: Json) -> None:
    """Describe errors as they are: the framework only knows its own form."""
    schemas = document["components"]["schemas"]
    schemas.pop("ValidationError", None)
    schema = ProblemDetails.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas.update(schema.pop("$defs", {}))
    schemas["ProblemDetails"] = schema
    for _, _, call in calls(document):
        answers = call["responses"]
        if "requestBody" in call:
            answers.setdefault("400", documented(400)[400])
        if "HTTPValidationError" in str(answers.get("422")):
            answers["422"] = documented(422)[422]


def _describe_log_in(document: Json) -> None:
    """Say that a token does wherever a cookie does: a dependency can only tell of one of them."""
    document["components"]["securitySchemes"]["token"] = {"type": "http", "scheme": "bearer"}
    for _, _, call in calls(document):
        if "security" in call:
            call["security"] = [{"cookie": []}, {"token": []}]


def _describe_addresses(document: Json) -> None:
    """Say how long a name in a path may be, and that an address can be too long."""
    for _, _, call in calls(document):
        for parameter in call.get("parameters", ()):
            if parameter["in"] not in ("path", "query"):
                continue
            call["responses"].setdefault("414", documented(414)[414])
            schema = parameter["schema"]
            if parameter["in"] == "path" and schema.get("type") == "string":
                schema.setdefault("maxLength", MAX_NAME)


@cache
def _examples() -> dict[str, Json]:
    found: dict[str, Json] = json.loads(EXAMPLES.read_text("utf-8"))
    return found


def _add_examples(document: Json) -> None:
    for _, _, call in calls(document):
        example = _examples().get(call["operationId"], {})
        body = call.get("requestBody", {}).get("content", {}).get(_JSON)
        if body is not None and "request" in example:
            body["example"] = example["request"]
        answer = call["responses"].get(str(example.get("status")), {}).get("content", {}).get(_JSON)
        if answer is not None and "response" in example:
            answer["example"] = example["response"]
