"""The calls on drafts, for admins."""

import json
from collections.abc import AsyncIterator
from typing import Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import StreamingResponse
from fastapi.sse import KEEPALIVE_COMMENT, format_sse_event

from api.accounts.access import Author, get_author
from api.context import Ctx
from api.drafts import service
from api.drafts.checks import Check
from api.drafts.schemas import (
    CheckResult,
    InvalidProblemDetails,
    Preview,
    Trial,
    TrialReport,
)
from api.errors import MEDIA_TYPE, documented
from api.responses import json_response

router = APIRouter(prefix="/api/v1/admin", tags=["drafts"], dependencies=[Depends(get_author)])

LOOK_SECONDS = 1.0
YAML_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {"application/yaml": {"schema": {"type": "string"}}},
    }
}
INVALID: dict[int | str, dict[str, Any]] = {
    422: {
        "description": "What is wrong with it, line by line.",
        "model": InvalidProblemDetails,
        "content": {MEDIA_TYPE: {}},
    }
}
_EVENTS = {
    "schema": {
        "type": "string",
        "description": "Server-sent events. `step`: {name, done, total}, `total` null where "
        "nobody knows it yet; `issue`: an IssueShown; `mutants`: a MutantTable; `done`: a "
        "CheckResult.",
    }
}


@router.post(
    "/problems/check",
    summary="Check a problem",
    openapi_extra=YAML_BODY,
    response_model=CheckResult,
    responses={
        200: {"content": {"text/event-stream": _EVENTS}},
        **documented(401, 403, 413, 422, 429, 503),
    },
)
async def check_problem(request: Request, account: Author, context: Ctx) -> Response:
    """The body is a problem's YAML. It goes through the publish gate; nothing is stored.

    With `Accept: text/event-stream` the answer streams: `step`, `issue`, `mutants`, and `done` at
    the end. Who goes away stops the check. One check a person at a time.
    """
    text = service.decode_yaml(await request.body())
    check = service.begin_check(context, account.id, text)
    if "text/event-stream" in request.headers.get("accept", ""):
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        return StreamingResponse(_stream(check), headers=headers, media_type="text/event-stream")
    mutants = None
    async for event in check.events(LOOK_SECONDS):
        if event is None:
            if await request.is_disconnected():
                break
        elif event[0] == "mutants":
            mutants = event[1]
        elif event[0] == "done":
            return json_response(service.check_result(event[1], mutants).model_dump(mode="json"))
    check.stop()
    return Response(status_code=499)


async def _stream(check: Check) -> AsyncIterator[bytes]:
    mutants = None
    async for event in check.events(LOOK_SECONDS):
        if event is None:
            yield KEEPALIVE_COMMENT
            continue
        name, data = event
        if name == "mutants":
            mutants = data
        if name == "done":
            data = service.check_result(data, mutants).model_dump(mode="json")
        yield format_sse_event(event=name, data_str=json.dumps(data, allow_nan=False))


@router.post(
    "/problems/preview",
    summary="A draft as candidates would see it",
    openapi_extra=YAML_BODY,
    responses=documented(401, 403, 413, 422, 503),
)
async def preview_problem(request: Request, context: Ctx) -> Preview:
    """The body is a problem's YAML. Quick: only the fields are checked, and the examples run."""
    return await service.preview_draft(context, service.decode_yaml(await request.body()))


@router.post(
    "/problems/try",
    summary="Judge a solution against a draft",
    response_model=TrialReport,
    responses={**documented(401, 403, 413, 503), **INVALID},
)
async def try_problem(body: Trial, context: Ctx) -> Response:
    """The draft's tests are made and the code is judged by them; nothing is stored."""
    return json_response(await service.try_draft(context, body.source, body.code))
