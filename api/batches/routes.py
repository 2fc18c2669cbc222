"""The batch calls."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Response
from fastapi.sse import EventSourceResponse, ServerSentEvent

from api.accounts.access import CurrentUser, Member
from api.batches import service
from api.batches.schemas import Batch, NewBatch
from api.context import Ctx
from api.errors import documented
from api.submissions.routes import IdempotencyKey

router = APIRouter(prefix="/api/v1", tags=["submissions"])


@router.post(
    "/batches",
    summary="Submit many solutions",
    status_code=201,
    responses=documented(400, 401, 403, 413, 422, 429, 503),
)
async def create_batch(
    body: NewBatch,
    account: Member,
    response: Response,
    context: Ctx,
    idempotency_key: IdempotencyKey = None,
) -> Batch:
    """Up to 100, stored together or not at all. Follow them by the batch's events."""
    batch = await service.create_batch(context, account.id, body.submissions, idempotency_key)
    response.headers["Location"] = f"/api/v1/batches/{batch.id}"
    response.headers["Cache-Control"] = "no-store"
    return batch


@router.get("/batches/{batch_id}", summary="A batch of mine", responses=documented(401, 403, 404))
async def get_batch(batch_id: str, account: CurrentUser, response: Response, context: Ctx) -> Batch:
    """Its submissions in the order in which they came, without code and tests."""
    response.headers["Cache-Control"] = "no-store"
    return await service.get_batch(context.database, account.id, batch_id)


async def get_told(
    batch_id: str,
    account: CurrentUser,
    context: Ctx,
    last_event_id: Annotated[str | None, Header(max_length=100)] = None,
) -> int:
    """Return what a stream need not tell again, having checked that it may: errors come first."""
    await service.get_batch(context.database, account.id, batch_id)
    return service.parse_told(last_event_id)


@router.get(
    "/batches/{batch_id}/events",
    summary="Live events of a batch of mine",
    response_class=EventSourceResponse,
    responses=documented(401, 403, 404),
)
async def follow_batch(
    batch_id: str,
    account: CurrentUser,
    context: Ctx,
    told: Annotated[int, Depends(get_told)],
) -> AsyncIterator[ServerSentEvent]:
    """Server-sent events: `submission` {index, submission} as each is judged, then `done`.

    `Last-Event-ID` resumes.
    """
    async for event in service.stream_batch(context, account.id, batch_id, told):
        yield event
