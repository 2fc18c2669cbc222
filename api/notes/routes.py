"""The note calls."""

from fastapi import APIRouter, Response

from api.accounts.access import CurrentUser
from api.context import Ctx
from api.errors import documented
from api.notes import service
from api.notes.schemas import NewNote, Note

router = APIRouter(prefix="/api/v1", tags=["problems"])


@router.get("/notes/{document_id}", summary="My note", responses=documented(401, 404))
async def get_note(
    document_id: str, account: CurrentUser, context: Ctx, response: Response
) -> Note:
    """What I have noted beside a problem, lab, question or course; no text if nothing."""
    response.headers["Cache-Control"] = "no-store"
    return await service.get_note(context, account.id, document_id)


@router.put(
    "/notes/{document_id}",
    summary="Keep my note",
    responses=documented(401, 403, 404, 409, 413, 422, 429),
)
async def save_note(document_id: str, body: NewNote, account: CurrentUser, context: Ctx) -> Note:
    """Takes the place of `revision`; 409, with what is kept as `note`, when that is not it."""
    return await service.save_note(context, account.id, document_id, body)
