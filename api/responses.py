"""JSON answers that are written as they are, without a second look by a model."""

import json
from collections.abc import Mapping
from typing import Any

from fastapi import Response


def json_response(
    body: Any, status: int = 200, headers: Mapping[str, str] | None = None
) -> Response:
    """Return `body` as JSON. ASCII with escapes, so that any text of a candidate gets through."""
    text = json.dumps(body, separators=(",", ":"), allow_nan=False)
    return Response(text, status, dict(headers or {}), "application/json")
