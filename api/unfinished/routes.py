"""The draft calls."""

from fastapi import APIRouter, Response

from api.accounts.access import CurrentUser
from api.context import Ctx
from api.errors import documented
from api.unfinished import service
from api.unfinished.schemas import CodeDraft, NewCodeDraft

router = APIRouter(prefix="/api/v1", tags=["problems"])


@router.get(
    "/problems/{problem_id}/draft",
    summary="My unfinished code",
    responses=documented(401, 404, 410),
)
async def get_draft(
    problem_id: str, account: CurrentUser, context: Ctx, response: Response
) -> CodeDraft:
    """What was last saved; revision 0 and no code if nothing was."""
    response.headers["Cache-Control"] = "no-store"
    return await service.get_draft(context, account.id, problem_id)


@router.put(
    "/problems/{problem_id}/draft",
    summary="Keep my unfinished code",
    responses=documented(401, 403, 404, 409, 410, 413, 422, 429),
)
async def save_draft(
    problem_id: str, body: NewCodeDraft, account: CurrentUser, context: Ctx
) -> CodeDraft:
    """Takes the place of `revision`; 409, with what is kept as `draft`, when that is not it."""
    return await service.save_draft(context, account.id, problem_id, body)
