"""The question calls."""

from typing import Annotated

from fastapi import APIRouter, Query

from api.accounts.access import CurrentUser, MaybeUser
from api.context import Ctx
from api.errors import documented
from api.paging import Cursor, Limit, Page
from api.questions import service
from api.questions.schemas import (
    AnswersGraded,
    FormulaRead,
    NewAnswers,
    QuestionDetail,
    QuestionItem,
)

router = APIRouter(prefix="/api/v1", tags=["questions"])


@router.get("/questions", summary="The questions", responses=documented(401, 422))
async def list_questions(
    account: MaybeUser,
    context: Ctx,
    topic: Annotated[str | None, Query(max_length=100)] = None,
    cursor: Cursor = None,
    limit: Limit = 100,
) -> Page[QuestionItem]:
    """By number. No log-in needed."""
    user_id = account.id if account else None
    items, more = await service.list_questions(context, user_id, topic, cursor, limit)
    return Page(items=[QuestionItem.model_validate(item) for item in items], next=more)


@router.get("/questions/{question_id}", summary="A question", responses=documented(401, 404, 410))
async def get_question(question_id: str, account: MaybeUser, context: Ctx) -> QuestionDetail:
    """Without its answers; with the caller's own, and what they revealed."""
    user_id = account.id if account else None
    found = await service.get_question(context, user_id, question_id)
    return QuestionDetail.model_validate(found)


@router.post(
    "/questions/{question_id}/answers",
    summary="Answer parts of a question",
    responses=documented(401, 404, 409, 410, 413, 422, 429, 503),
)
async def answer_question(
    question_id: str, body: NewAnswers, account: CurrentUser, context: Ctx
) -> AnswersGraded:
    """Each part is graded by itself, and shows its answer afterwards. Again is allowed."""
    return await service.answer_question(context, account.id, question_id, body)


@router.get("/formulas", summary="How a formula is understood", responses=documented(422))
async def read_formula(
    text: Annotated[str, Query(max_length=1000)],
    variables: Annotated[str, Query(max_length=1000, description="With commas between.")] = "",
) -> FormulaRead:
    """In TeX, to be shown while one types; by the grammar that answers are graded by."""
    return service.read_formula(text, [name for name in variables.split(",") if name])
