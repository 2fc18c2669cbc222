"""The problem calls."""

import hashlib
from typing import Annotated, Literal

from fastapi import APIRouter, BackgroundTasks, Query, Request, Response

from api.accounts.access import MaybeUser
from api.context import Ctx
from api.errors import documented
from api.paging import Cursor, Page
from api.problems import service
from api.problems.schemas import Difficulty, ProblemDetail, ProblemItem
from api.responses import json_response

router = APIRouter(prefix="/api/v1", tags=["problems"])

Word = Annotated[str | None, Query(max_length=100)]


@router.get("/problems", summary="The catalogue", responses=documented(401, 422))
async def list_problems(
    account: MaybeUser,
    context: Ctx,
    q: Annotated[
        str | None, Query(max_length=200, description="Words in id, number, title, topics, tags.")
    ] = None,
    topic: Word = None,
    tag: Word = None,
    difficulty: Difficulty | None = None,
    company: Word = None,
    role: Word = None,
    level: Word = None,
    status: Annotated[
        Literal["new", "attempted", "solved"] | None,
        Query(description="The caller's own; without a log-in every problem is `new`."),
    ] = None,
    cursor: Cursor = None,
    limit: Annotated[int, Query(ge=1, le=1000, description="Most items on a page.")] = 100,
) -> Page[ProblemItem]:
    """All problems by number, narrowed by any of the filters. No log-in needed."""
    wanted = service.Filter(q, topic, tag, difficulty, company, role, level, status)
    items, more = await service.list_problems(
        context, account.id if account else None, wanted, cursor, limit
    )
    return Page(items=[ProblemItem.model_validate(item) for item in items], next=more)


@router.get(
    "/problems/{problem_id}",
    summary="A problem",
    response_model=ProblemDetail,
    responses={**documented(401, 404, 410), 304: {"description": "As the ETag says."}},
)
async def get_problem(
    problem_id: str,
    request: Request,
    account: MaybeUser,
    context: Ctx,
    afterwards: BackgroundTasks,
) -> Response:
    """All that a candidate may see: no hidden test, no solution. Honors `If-None-Match`."""
    body = await service.get_problem(context, account.id if account else None, problem_id)
    if account:
        afterwards.add_task(context.journeys.note_opening, account.id, problem_id)
    response = json_response(body)
    etag = f'"{hashlib.sha256(response.body).hexdigest()[:32]}"'
    headers = {
        "ETag": etag,
        "Cache-Control": "private, no-cache",
        "Vary": "Cookie, Authorization",
    }
    known = {tag.strip() for tag in request.headers.get("if-none-match", "").split(",")}
    if known & {etag, f"W/{etag}", "*"}:
        return Response(status_code=304, headers=headers, background=afterwards)
    response.headers.update(headers)
    response.background = afterwards
    return response
