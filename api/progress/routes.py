"""The progress call."""

from fastapi import APIRouter

from api.accounts.access import CurrentUser
from api.context import Ctx
from api.errors import documented
from api.progress import service
from api.progress.schemas import Progress

router = APIRouter(prefix="/api/v1", tags=["progress"])


@router.get("/progress", summary="My progress", responses=documented(401))
async def get_progress(account: CurrentUser, context: Ctx) -> Progress:
    """Solved and attempted problems, in all and by topic, and the days in a row."""
    return await service.get_progress(context, account.id)
