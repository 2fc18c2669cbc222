"""Is it alive, can it judge, and what does it count."""

from fastapi import APIRouter, Response
from pydantic import BaseModel
from sqlalchemy.exc import SQLAlchemyError

from api.context import Ctx
from api.errors import Unavailable, documented

router = APIRouter(tags=["health"])


class Health(BaseModel):
    """All is well."""

    status: str = "ok"


@router.get("/healthz", summary="Alive")
async def healthz() -> Health:
    """200 for as long as the process answers."""
    return Health()


@router.get("/readyz", summary="Able to judge", responses=documented(503))
async def readyz(context: Ctx) -> Health:
    """200 while the problems are loaded, the database answers and the judge cells are up."""
    if context.bus.stopping:
        raise Unavailable("The service is stopping.")
    if not context.catalogue.loaded:
        raise Unavailable("The problems are still being loaded.")
    if not context.worker.alive:
        raise Unavailable("No submission is being judged.")
    try:
        await context.database.ping()
    except (SQLAlchemyError, OSError) as error:
        raise Unavailable("The database does not answer.") from error
    return Health()


@router.get("/metrics", summary="Metrics in Prometheus' format", response_class=Response)
async def metrics(context: Ctx) -> Response:
    """Submissions by verdict, depth of the queue, seconds in the judge, requests."""
    depth = await context.queue.depth()
    for status in ("queued", "running"):
        context.metrics.queue_depth.labels(status).set(depth.get(status, 0))
    context.metrics.problems.set(len(context.catalogue.entries()))
    context.metrics.unfinished.set(len(context.catalogue.unfinished))
    return Response(context.metrics.render(), media_type="text/plain; version=0.0.4; charset=utf-8")
