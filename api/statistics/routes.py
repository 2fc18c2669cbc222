"""The statistics calls."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query

from api.accounts.access import CurrentUser, get_author
from api.context import Ctx
from api.errors import documented
from api.statistics import service, standing
from api.statistics.schemas import Standing, Statistics

router = APIRouter(prefix="/api/v1", tags=["statistics"])


@router.get(
    "/admin/problems/{problem_id}/statistics",
    summary="How people fare with a problem",
    dependencies=[Depends(get_author)],
    responses=documented(401, 403, 404, 422),
)
async def get_statistics(
    problem_id: str,
    context: Ctx,
    version: Annotated[int | None, Query(ge=1, le=10**9)] = None,
) -> Statistics:
    """Over all versions, or over one. People, times and hints are always over all."""
    return await service.get_statistics(context, problem_id, version)


@router.post(
    "/problems/{problem_id}/hints/{hint}",
    summary="I opened a hint",
    tags=["problems"],
    status_code=204,
    responses=documented(401, 404, 410, 422),
)
async def open_hint(
    problem_id: str,
    hint: Annotated[int, Path(ge=1, le=1000)],
    account: CurrentUser,
    context: Ctx,
) -> None:
    """Noted once a person; hints count from 1."""
    await service.open_hint(context, account.id, problem_id, hint)


@router.get(
    "/submissions/{submission_id}/standing",
    summary="How an accepted submission of mine stands",
    tags=["submissions"],
    responses=documented(401, 404),
)
async def get_standing(submission_id: str, account: CurrentUser, context: Ctx) -> Standing:
    """Its time and memory against those of the other accepted submissions."""
    return await standing.get_standing(context, account.id, submission_id)
