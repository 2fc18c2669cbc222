"""`nabla submit`: sends a solution to a server, waits, and prints the verdict."""

import json
import os
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any
from urllib.parse import quote

from judge.terminal import report_text

DEFAULT_URL = "http://127.0.0.1:8000"
WAIT_SECONDS = 20


class ClientError(Exception):
    """The submission could not be made, or its verdict could not be had."""


def submit_file(problem_id: str, path: str, timeout_seconds: float) -> int:
    """Submit the file, print the report, and return 0 only if it was accepted.

    The server is NABLA_URL, the user whose token is NABLA_TOKEN. Raises ClientError.
    """
    try:
        code = Path(path).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ClientError(f"cannot read {path}: {error}") from error
    found = _call(f"/problems/{quote(problem_id, safe='')}/submissions", {"code": code})
    deadline = time.monotonic() + timeout_seconds
    while found["status"] != "done":
        if time.monotonic() > deadline:
            raise ClientError(f"no verdict after {timeout_seconds:g} s: submission {found['id']}")
        found = _call(f"/submissions/{found['id']}?wait={WAIT_SECONDS}")
    print(report_text(found))
    return 0 if found["verdict"] == "accepted" else 1


def _call(path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
    base = os.environ.get("NABLA_URL") or DEFAULT_URL
    token = os.environ.get("NABLA_TOKEN")
    if not token:
        raise ClientError("set NABLA_TOKEN to a token of yours (POST /api/v1/me/tokens makes one)")
    if not base.startswith(("http://", "https://")):
        raise ClientError(f"NABLA_URL is not an http address: {base}")
    request = urllib.request.Request(
        f"{base.rstrip('/')}/api/v1{path}",
        data=None if body is None else json.dumps(body).encode(),
        headers={"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
    )
    try:
        with urllib.request.urlopen(request, timeout=WAIT_SECONDS + 40) as response:
            answer: dict[str, Any] = json.load(response)
            return answer
    except urllib.error.HTTPError as error:
        raise ClientError(f"{error.code}: {_detail(error)}") from error
    except (OSError, ValueError) as error:
        raise ClientError(f"no answer from {base}: {error}") from error


def _detail(error: urllib.error.HTTPError) -> str:
    try:
        return str(json.load(error)["detail"])
    except (ValueError, KeyError, TypeError):
        return error.reason
