"""The calls on everybody's attempts, for admins."""

from fastapi import APIRouter, Depends, Response
from fastapi.responses import StreamingResponse

from api.accounts.access import get_admin
from api.attempts import service
from api.attempts.schemas import AttemptPage, AttemptShown, ListQuery, WantedQuery
from api.attempts.table import write_table
from api.context import Ctx
from api.errors import documented
from api.responses import json_response

router = APIRouter(prefix="/api/v1/admin", tags=["attempts"], dependencies=[Depends(get_admin)])

_TABLE = {
    "text/csv": {
        "schema": {"type": "string"},
        "example": "id,user,problem,version,mode,status,verdict,score,passed,total,time_ms,"
        "memory_kib,cause,created_at,finished_at\r\n",
    }
}


@router.get(
    "/attempts",
    summary="Everybody's attempts",
    response_model=AttemptPage,
    responses=documented(401, 403, 422),
)
async def list_attempts(context: Ctx, wish: ListQuery) -> Response:
    """Newest first, without code and tests."""
    items, more = await service.list_attempts(context.database, wish, wish.cursor, wish.limit)
    return json_response({"items": items, "next": more}, headers={"Cache-Control": "no-store"})


@router.get(
    "/attempts.csv",
    summary="Everybody's attempts as a table",
    response_class=StreamingResponse,
    responses={200: {"content": _TABLE}, **documented(401, 403, 422)},
)
async def export_attempts(context: Ctx, wanted: WantedQuery) -> StreamingResponse:
    """Newest first, at most 100,000 rows; a table that is cut off says so in its last row.

    A cell that a spreadsheet would take for a formula begins with an apostrophe.
    """
    return StreamingResponse(
        write_table(context.database, wanted),
        media_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": 'attachment; filename="attempts.csv"',
            "Cache-Control": "no-store",
        },
    )


@router.get(
    "/attempts/{attempt_id}",
    summary="Somebody's attempt",
    response_model=AttemptShown,
    responses=documented(401, 403, 404),
)
async def get_attempt(attempt_id: str, context: Ctx) -> Response:
    """With its code and its tests. Of hidden ones no values are stored: `POST
    /admin/problems/try` judges the code again and shows them.
    """
    found = await service.get_attempt(context.database, attempt_id)
    return json_response(found, headers={"Cache-Control": "no-store"})
