"""The rejudge calls, for admins."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from api.accounts.access import Author, get_author
from api.context import Ctx
from api.errors import documented
from api.paging import Cursor, Limit, Page
from api.rejudges import service
from api.rejudges.schemas import NewRejudging, Rejudging, RejudgingItem

router = APIRouter(prefix="/api/v1/admin", tags=["rejudges"], dependencies=[Depends(get_author)])


@router.post(
    "/problems/{problem_id}/rejudge",
    summary="Judge attempts at a problem anew",
    status_code=202,
    responses=documented(401, 403, 404, 409, 422),
)
async def start_rejudging(
    problem_id: str, account: Author, context: Ctx, body: NewRejudging | None = None
) -> Rejudging:
    """By the current version, when no candidate waits. Nothing changes before it is applied."""
    wanted = body or NewRejudging()
    return await service.start(
        context, account.username, problem_id, wanted.apply, wanted.submissions
    )


@router.get("/rejudges", summary="Rejudgings", responses=documented(401, 403, 422))
async def list_rejudgings(
    context: Ctx,
    problem: Annotated[str | None, Query(max_length=100)] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[RejudgingItem]:
    """Newest first."""
    items, more = await service.list_rejudgings(context.database, problem, cursor, limit)
    return Page(items=items, next=more)


@router.get("/rejudges/{rejudging_id}", summary="A rejudging", responses=documented(401, 403, 404))
async def get_rejudging(
    rejudging_id: str, context: Ctx, cursor: Cursor = None, limit: Limit = 100
) -> Rejudging:
    """With how many attempts went from which verdict to which, and a page of the changes."""
    return await service.get(context.database, rejudging_id, cursor, limit)


@router.post(
    "/rejudges/{rejudging_id}/apply",
    summary="Apply a rejudging",
    status_code=202,
    responses=documented(401, 403, 404, 409),
)
async def apply_rejudging(rejudging_id: str, account: Author, context: Ctx) -> Rejudging:
    """Each attempt takes its new outcome. While it still runs, each as it is judged."""
    return await service.apply(context, account.username, rejudging_id)


@router.post(
    "/rejudges/{rejudging_id}/cancel",
    summary="Cancel a rejudging",
    responses=documented(401, 403, 404, 409),
)
async def cancel_rejudging(rejudging_id: str, account: Author, context: Ctx) -> Rejudging:
    """What was applied stays applied."""
    return await service.cancel(context, account.username, rejudging_id)
