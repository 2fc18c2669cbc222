"""The draft calls."""

from typing import Annotated

from fastapi import APIRouter, Path, Response

from api.accounts.access import CurrentUser
from api.context import Ctx
from api.errors import documented
from api.paging import Page
from api.unfinished import service, texts
from api.unfinished.schemas import CodeDraft, NewCodeDraft, NewTextDraft, TextDraft

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


@router.get(
    "/drafts/{document_id}",
    summary="What I have written into a lab or a question",
    responses=documented(401, 404),
)
async def list_texts(
    document_id: str, account: CurrentUser, context: Ctx, response: Response
) -> Page[TextDraft]:
    """Cells that were changed, and answers that are not sent yet."""
    response.headers["Cache-Control"] = "no-store"
    return Page(items=await texts.list_texts(context, account.id, document_id), next=None)


@router.put(
    "/drafts/{document_id}/{place}",
    summary="Keep what I have written into a lab or a question",
    responses=documented(401, 403, 404, 409, 413, 422, 429),
)
async def save_text(
    document_id: str,
    place: Annotated[str, Path(max_length=20)],
    body: NewTextDraft,
    account: CurrentUser,
    context: Ctx,
) -> TextDraft:
    """Takes the place of `revision`; 409, with what is kept as `draft`, when that is not it."""
    return await texts.save_text(context, account.id, document_id, place, body)
