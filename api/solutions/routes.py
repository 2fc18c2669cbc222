"""The solution calls."""

from fastapi import APIRouter, Response

from api.accounts.access import CurrentUser
from api.context import Ctx
from api.errors import documented
from api.solutions import service
from api.solutions.schemas import Solution

router = APIRouter(prefix="/api/v1", tags=["problems"])


@router.get(
    "/problems/{problem_id}/solution",
    summary="A problem's solution",
    responses=documented(401, 403, 404, 410),
)
async def get_solution(
    problem_id: str, account: CurrentUser, context: Ctx, response: Response
) -> Solution:
    """For those who have had a submission accepted, or have given up; 403 for others."""
    response.headers["Cache-Control"] = "no-store"
    return await service.get_solution(context, account.id, problem_id)


@router.post(
    "/problems/{problem_id}/give-up",
    summary="Give a problem up",
    responses=documented(401, 403, 404, 410),
)
async def give_up(
    problem_id: str, account: CurrentUser, context: Ctx, response: Response
) -> Solution:
    """Shows the solution. A problem that is solved afterwards is marked `given_up` for good."""
    response.headers["Cache-Control"] = "no-store"
    return await service.give_problem_up(context, account.id, problem_id)
