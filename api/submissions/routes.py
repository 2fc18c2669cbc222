"""The submission calls."""

from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Query, Response
from fastapi.sse import EventSourceResponse, ServerSentEvent
from starlette.exceptions import HTTPException

from api.accounts.access import CurrentUser, Runner
from api.accounts.schemas import Role
from api.context import Ctx
from api.errors import documented
from api.paging import Cursor, Limit, Page
from api.responses import json_response
from api.submissions import service
from api.submissions.schemas import (
    Mode,
    NewRun,
    NewSubmission,
    Submission,
    SubmissionItem,
    SubmissionWithCode,
)
from api.submissions.stream import Position, parse_event_id, stream_events

router = APIRouter(prefix="/api/v1", tags=["submissions"])

MAX_WAIT_SECONDS = 30.0

Wait = Annotated[
    float,
    Query(
        ge=0,
        allow_inf_nan=False,
        description="Seconds to wait for the verdict; more than 30 counts as 30.",
    ),
]
IdempotencyKey = Annotated[
    str | None,
    Header(
        min_length=1,
        max_length=255,
        pattern=r"^[\x20-\x7e]+$",
        description="The same key gives the same submission, however often it is sent.",
    ),
]


def _created(submission: dict[str, Any]) -> Response:
    del submission["code"]
    location = f"/api/v1/submissions/{submission['id']}"
    return json_response(submission, 201, {"Location": location, "Cache-Control": "no-store"})


@router.post(
    "/problems/{problem_id}/submissions",
    summary="Submit a solution",
    status_code=201,
    response_model=Submission,
    responses=documented(400, 401, 403, 404, 410, 413, 422, 429, 503),
)
async def submit(
    problem_id: str,
    body: NewSubmission,
    account: Runner,
    context: Ctx,
    wait: Wait = 0,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Judges the code by all tests. The submission is on disk before the answer is sent."""
    return _created(
        await service.submit(
            context,
            account.id,
            problem_id,
            "submit",
            body.code,
            key=idempotency_key,
            guest=account.role == Role.GUEST,
            wait_seconds=min(wait, MAX_WAIT_SECONDS),
        )
    )


@router.post(
    "/problems/{problem_id}/runs",
    summary="Run code without submitting it",
    status_code=201,
    response_model=Submission,
    responses=documented(400, 401, 403, 404, 410, 413, 422, 429, 503),
)
async def run(
    problem_id: str,
    body: NewRun,
    account: Runner,
    context: Ctx,
    wait: Wait = 0,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Runs the code on the examples or on own inputs. A run never counts as an attempt."""
    return _created(
        await service.submit(
            context,
            account.id,
            problem_id,
            "run",
            body.code,
            inputs=body.inputs,
            key=idempotency_key,
            guest=account.role == Role.GUEST,
            wait_seconds=min(wait, MAX_WAIT_SECONDS),
        )
    )


@router.get("/submissions", summary="My submissions", responses=documented(401, 422))
async def list_submissions(
    account: CurrentUser,
    context: Ctx,
    problem: Annotated[str | None, Query(max_length=100)] = None,
    mode: Annotated[Mode, Query(description="Submissions or runs.")] = "submit",
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[SubmissionItem]:
    """Newest first, without code and tests."""
    items, more = await service.list_submissions(
        context.database, account.id, problem, mode, cursor, limit
    )
    return Page(items=[SubmissionItem.model_validate(item) for item in items], next=more)


@router.get(
    "/submissions/{submission_id}",
    summary="A submission of mine",
    response_model=SubmissionWithCode,
    responses=documented(401, 404),
)
async def get_submission(
    submission_id: str, account: CurrentUser, context: Ctx, wait: Wait = 0
) -> Response:
    """With its code and its tests; while it runs, those judged so far."""
    seconds = min(wait, MAX_WAIT_SECONDS)
    found = await service.wait_for_submission(context, account.id, submission_id, seconds)
    return json_response(found, headers={"Cache-Control": "no-store"})


@router.post(
    "/submissions/{submission_id}/cancel",
    summary="Cancel a submission of mine",
    response_model=Submission,
    responses=documented(401, 403, 404),
)
async def cancel(submission_id: str, account: CurrentUser, context: Ctx) -> Response:
    """Ends one that waits or runs; it does not count (`judge_error`, diagnosis `cancelled`).

    One that is done already stays as it is.
    """
    found = await service.cancel(context, account.id, submission_id)
    del found["code"]
    return json_response(found, headers={"Cache-Control": "no-store"})


async def get_position(
    submission_id: str,
    account: CurrentUser,
    context: Ctx,
    last_event_id: Annotated[str | None, Header(max_length=100)] = None,
) -> Position:
    """Return where a stream starts, having checked that it may: errors must come before it."""
    await service.get_submission(context.database, account.id, submission_id)
    position = parse_event_id(last_event_id)
    if position.ended:
        raise HTTPException(204)  # To an EventSource: there is nothing more, do not come again.
    return position


@router.get(
    "/submissions/{submission_id}/events",
    summary="Live events of a submission of mine",
    response_class=EventSourceResponse,
    responses=documented(401, 404),
)
async def stream(
    submission_id: str,
    account: CurrentUser,
    context: Ctx,
    position: Annotated[Position, Depends(get_position)],
) -> AsyncIterator[ServerSentEvent]:
    """Server-sent events: `status` {status}, `test` {index, total, test}, `done` the submission.

    `Last-Event-ID` resumes. The stream ends after `done`.
    """
    async for event in stream_events(context, account.id, submission_id, position):
        yield event
