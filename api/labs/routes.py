"""The lab and course calls."""

from typing import Annotated

from fastapi import APIRouter, Path

from api.accounts.access import CurrentUser, MaybeUser, Runner
from api.context import Ctx
from api.errors import documented
from api.labs import service
from api.labs.schemas import (
    CellsRun,
    CourseDetail,
    CourseItem,
    LabDetail,
    LabItem,
    NewCells,
    NewExplanation,
    OwnExplanation,
)
from api.paging import Page

router = APIRouter(prefix="/api/v1", tags=["labs"])


@router.get("/labs", summary="The labs", responses=documented(401))
async def list_labs(account: MaybeUser, context: Ctx) -> Page[LabItem]:
    """By number. No log-in needed."""
    found = await service.list_labs(context, account.id if account else None)
    return Page(items=[LabItem.model_validate(item) for item in found], next=None)


@router.get("/labs/{lab_id}", summary="A lab", responses=documented(401, 404, 410))
async def get_lab(lab_id: str, account: MaybeUser, context: Ctx) -> LabDetail:
    """Its sections with tasks, prompts, code and texts. Model answers come after one's own."""
    found = await service.get_lab(context, account.id if account else None, lab_id)
    return LabDetail.model_validate(found)


@router.post(
    "/labs/{lab_id}/prompts/{prompt}",
    summary="Answer a prompt of a lab",
    responses=documented(401, 404, 409, 410, 413, 422),
)
async def answer_prompt(
    lab_id: str,
    prompt: Annotated[int, Path(ge=1, le=1000)],
    body: NewExplanation,
    account: CurrentUser,
    context: Ctx,
) -> OwnExplanation:
    """Shows the model answer; `right` is one's own word, also in a second call without a text."""
    found = await service.explain(context, account.id, lab_id, prompt, body)
    return OwnExplanation.model_validate(found)


@router.post(
    "/labs/{lab_id}/runs",
    summary="Run code cells of a lab",
    responses=documented(401, 403, 404, 410, 413, 422, 429, 503),
)
async def run_cells(lab_id: str, body: NewCells, account: Runner, context: Ctx) -> CellsRun:
    """One after another in one namespace, up to the first that fails; nothing is kept of it."""
    return await service.run_lab_cells(context, account.id, lab_id, body.cells)


@router.get("/courses", summary="The courses", responses=documented(401))
async def list_courses(account: MaybeUser, context: Ctx) -> Page[CourseItem]:
    """By number. No log-in needed."""
    found = await service.list_courses(context, account.id if account else None)
    return Page(items=[CourseItem.model_validate(item) for item in found], next=None)


@router.get("/courses/{course_id}", summary="A course", responses=documented(401, 404, 410))
async def get_course(course_id: str, account: MaybeUser, context: Ctx) -> CourseDetail:
    """Its labs, problems and questions in order, with the caller's status."""
    found = await service.get_course(context, account.id if account else None, course_id)
    return CourseDetail.model_validate(found)
