"""What a running service is made of, and how a route gets hold of it."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from api.accounts.openid import Provider
from api.drafts.checks import Checks
from api.judging.events.port import EventBus
from api.judging.queue.port import Queue
from api.judging.roster import Roster
from api.judging.worker import Worker
from api.limits import RateLimits
from api.metrics import Metrics
from api.problems.catalogue import Catalogue
from api.readiness import Readiness
from api.settings import Settings
from api.statistics.figures import Figures
from api.statistics.journeys import Journeys
from api.store.session import Database
from api.submissions.intake import Intake
from judge.runner import CellPool, PoolShare


@dataclass(frozen=True, slots=True)
class Context:
    """The parts of one running service; made by the lifespan in `api.app`."""

    settings: Settings
    database: Database
    metrics: Metrics
    limits: RateLimits
    pool: CellPool
    share: PoolShare
    """The part of the pool for what is not a candidate's: one cell stays free of it."""
    checks: Checks
    catalogue: Catalogue
    journeys: Journeys
    figures: Figures
    queue: Queue
    intake: Intake
    bus: EventBus
    worker: Worker | None
    """None where the process has no cells of its own."""
    roster: Roster
    readiness: Readiness
    provider: Provider | None
    """The OpenID provider, where one is set."""
    made_up_password: str | None
    """The first admin's password, if this start made it up."""


def context_of(request: Request) -> Context:
    """Return the parts of the service that serves this request."""
    context: Context = request.app.state.context
    return context


async def get_context(request: Request) -> Context:
    """Return `context_of` the request. Not a plain function: those are called in a thread."""
    return context_of(request)


Ctx = Annotated[Context, Depends(get_context)]
