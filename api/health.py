"""Is it alive, can it judge, and what does it count."""

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from api.context import Ctx
from api.errors import Unavailable, documented
from api.judging.queue.depth import read_depth

router = APIRouter(tags=["health"])


class Health(BaseModel):
    """All is well."""

    status: str = Field("ok", examples=["ok"])


@router.get("/healthz", summary="Alive")
async def healthz() -> Health:
    """200 for as long as the process answers."""
    return Health()


@router.get("/readyz", summary="Able to judge", responses=documented(503))
async def readyz(context: Ctx) -> Health:
    """200 while problems are loaded, cells are up, and the database takes writes; else why not.

    503 with a reason also when the database is not at this version's revision, when its disk is
    full or read-only, and from the moment the service begins to stop.
    """
    obstacle = await context.readiness.find_obstacle()
    if obstacle is not None:
        raise Unavailable(obstacle, headers={"Retry-After": "5"})
    return Health()


@router.get("/metrics", summary="Metrics in Prometheus' format", response_class=Response)
async def metrics(context: Ctx) -> Response:
    """Submissions by verdict, the queue, time waited and in the judge, cells, requests."""
    counted = context.metrics
    counted.show_queue(await context.database.read(read_depth), len(context.checks.under_way()))
    counted.show_cells(context.pool)
    counted.problems.set(len(context.catalogue.entries()))
    counted.unfinished.set(len(context.catalogue.unfinished))
    return Response(counted.render(), media_type="text/plain; version=0.0.4; charset=utf-8")
