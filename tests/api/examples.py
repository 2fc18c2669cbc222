"""Examples for the API's description, taken down from what the tests really send and get.

    NABLA_EXAMPLES=new.json .venv/bin/pytest tests/api --deselect tests/api/test_fuzz.py
    .venv/bin/python -m tests.api.examples new.json

The first takes down, for each call, the shortest exchange that says something; the second puts them
into `api/examples.json`, from which the service describes itself.
"""

import json
import os
import re
import sys
from pathlib import Path
from typing import Any

import httpx2
from fastapi import FastAPI

ROOT = Path(__file__).parents[2]
KEPT = ROOT / "api" / "examples.json"
TAKEN = os.environ.get("NABLA_EXAMPLES")
_MOST_ITEMS = 1
_MOST_BYTES = 12000
Json = dict[str, Any]


class Recorder:
    """Takes down what goes between one application and its clients."""

    def __init__(self, app: FastAPI) -> None:
        """Know the calls of `app`."""
        self._calls: list[tuple[str, int, re.Pattern[str], str]] = []
        for path, item in app.openapi()["paths"].items():
            pattern = re.compile(re.sub(r"{\w+}", "[^/]+", path) + "$")
            for method, call in item.items():
                self._calls.append((method.upper(), path.count("{"), pattern, call["operationId"]))
        self._calls.sort(key=lambda call: call[1])  # `/problems/check` before `/problems/{id}`

    async def hear(self, response: httpx2.Response) -> None:
        """Take down an answer, if it is JSON and good."""
        request = response.request
        name = self._find(request.method, request.url.path)
        media = response.headers.get("content-type", "").partition(";")[0]
        fits = media == "application/json" or response.status_code == 204
        if name is None or not response.is_success or not fits:
            return
        await response.aread()
        sent = None
        if request.headers.get("content-type") == "application/json":
            sent = _plain(request.content)
        got = _plain(response.content) if response.content else None
        _keep({"call": name, "request": sent, "status": response.status_code, "response": got})

    def _find(self, method: str, path: str) -> str | None:
        for known, _, pattern, name in self._calls:
            if known == method and pattern.match(path):
                return name
        return None


def _keep(line: Json) -> None:
    with Path(f"{TAKEN}.{os.getpid()}").open("a") as file:
        file.write(json.dumps(line) + "\n")


def _plain(text: bytes) -> Any:
    try:
        return _short(json.loads(text))
    except ValueError:
        return None


def _short(value: Any) -> Any:
    """Return the value with as few items in its lists as say something."""
    if isinstance(value, list):
        return [_short(item) for item in value[:_MOST_ITEMS]]
    if isinstance(value, dict):
        return {name: _short(item) for name, item in value.items()}
    return value


def _weight(line: Json) -> tuple[bool, int]:
    """Order exchanges: those that show something first, then the shortest."""
    got = line["response"]
    empty = isinstance(got, dict) and (got.get("items") == [] or got.get("tests") == [])
    return empty, len(json.dumps(line))


def gather(taken: str) -> None:
    """Put the best of what was taken down into `api/examples.json`."""
    kept: dict[str, Json] = json.loads(KEPT.read_text()) if KEPT.exists() else {}
    best: dict[str, Json] = {}
    for path in Path(taken).parent.glob(f"{Path(taken).name}.*"):
        for text in path.read_text().splitlines():
            line = json.loads(text)
            name = line.pop("call")
            if name not in best or _weight(line) < _weight(best[name]):
                best[name] = line
    for name, line in best.items():
        if len(json.dumps(line)) <= _MOST_BYTES:
            kept[name] = {key: value for key, value in line.items() if value is not None}
    text = json.dumps(dict(sorted(kept.items())), indent=1)
    text = re.sub(r"user\.[0-9a-f]{12}", "ada", text)
    KEPT.write_text(text + "\n")


if __name__ == "__main__":
    gather(sys.argv[1])
