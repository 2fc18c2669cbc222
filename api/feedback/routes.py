"""The feedback calls."""

from typing import Annotated

from fastapi import APIRouter, Query

from api.accounts.access import Admin, CurrentUser
from api.accounts.address import Address
from api.context import Ctx
from api.errors import documented
from api.feedback import service
from api.feedback.schemas import (
    Feedback,
    FeedbackChange,
    FeedbackItem,
    NewFeedback,
    State,
    Subject,
)
from api.paging import Cursor, Limit, Page

router = APIRouter(prefix="/api/v1")


@router.post(
    "/feedback",
    tags=["feedback"],
    summary="Report something to the operator",
    status_code=201,
    responses=documented(401, 403, 404, 413, 422, 429),
)
async def send_feedback(
    body: NewFeedback, account: CurrentUser, context: Ctx, address: Address
) -> Feedback:
    """A task or a page that is wrong, unclear or broken. Guests may where they may run code."""
    return await service.send_feedback(context, account, address, body)


@router.get(
    "/admin/feedback",
    tags=["admin"],
    summary="What people have reported",
    responses=documented(401, 403, 422),
)
async def list_feedback(
    _: Admin,
    context: Ctx,
    state: State | None = None,
    kind: Subject | None = None,
    document: Annotated[str | None, Query(max_length=100, description="About this one.")] = None,
    user: Annotated[str | None, Query(max_length=100, description="Sent by this name.")] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[FeedbackItem]:
    """Newest first."""
    wanted = {"state": state, "kind": kind, "document": document, "user": user}
    items, more = await service.list_feedback(context, wanted, cursor, limit)
    return Page(items=items, next=more)


@router.patch(
    "/admin/feedback/{feedback_id}",
    tags=["admin"],
    summary="Close a report, or note something to it",
    responses=documented(400, 401, 403, 404, 413, 422),
)
async def change_feedback(
    feedback_id: str, body: FeedbackChange, admin: Admin, context: Ctx
) -> FeedbackItem:
    """What is left out stays. `open` opens a closed one again."""
    return await service.change_feedback(context, admin.username, feedback_id, body)
