"""The calls on the queue and the cells, for admins."""

from fastapi import APIRouter, Depends, Response

from api.accounts.access import Admin, get_admin
from api.context import Ctx
from api.errors import documented
from api.overview import service
from api.overview.schemas import Overview, Recycling

router = APIRouter(prefix="/api/v1/admin", tags=["overview"], dependencies=[Depends(get_admin)])


@router.get(
    "/overview", summary="The queue and the cells at a glance", responses=documented(401, 403)
)
async def get_overview(context: Ctx, response: Response) -> Overview:
    """What waits and runs in all processes, and the judge cells of the one that answers."""
    response.headers["Cache-Control"] = "no-store"
    return await service.get_overview(context)


@router.post(
    "/cells/recycle",
    summary="Replace all judge cells",
    status_code=202,
    responses=documented(401, 403),
)
async def recycle_cells(caller: Admin, context: Ctx) -> Recycling:
    """Free ones one after the other, those at work after their run: nobody's attempt is lost."""
    return Recycling(count=await service.recycle_cells(context, caller.username))
