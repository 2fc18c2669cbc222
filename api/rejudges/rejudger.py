"""Keeps rejudgings going: a few attempts in the queue, outcomes compared, and applied if wished.

All state is in rows: where a process that dies leaves a rejudging, the next one goes on.
"""

import asyncio
from functools import partial

import structlog
from sqlalchemy import select

from api.judging.events.port import REJUDGES, EventBus
from api.judging.queue.port import Queue
from api.rejudges import outcomes
from api.statistics.journeys import Journeys
from api.store.session import Database
from api.store.tables import Rejudging

log = structlog.get_logger()

ACTIVE = ("running", "judged", "applying")
LOOK_SECONDS = 30.0
PAUSE_SECONDS = 1.0
BATCH = 20


class Rejudger:
    """One task that advances all unfinished rejudgings whenever one is heard of."""

    def __init__(
        self, database: Database, queue: Queue, bus: EventBus, journeys: Journeys, cells: int
    ) -> None:
        """Keep twice as many attempts queued as there are cells; nothing runs yet."""
        self._database = database
        self._queue = queue
        self._bus = bus
        self._journeys = journeys
        self._queued = 2 * cells
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin, with what a former process left."""
        self._task = asyncio.create_task(self._work())

    async def stop(self) -> None:
        """Stop between two transactions, or within one that then never happened."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait({self._task})

    async def _work(self) -> None:
        with self._bus.listen(REJUDGES) as listener:
            while not self._bus.stopping:
                try:
                    await self._advance_all()
                    await listener.wait_change(LOOK_SECONDS)
                except Exception:  # The database may be away for a while: outlive that.
                    log.exception("rejudging failed, trying again", pause_seconds=PAUSE_SECONDS)
                    await asyncio.sleep(PAUSE_SECONDS)

    async def _advance_all(self) -> None:
        query = select(Rejudging.id).where(Rejudging.status.in_(ACTIVE)).order_by(Rejudging.id)
        for rejudging_id in await self._database.read(lambda c: list(c.scalars(query))):
            await self.advance(rejudging_id)

    async def advance(self, rejudging_id: str) -> None:
        """Do all that can be done for a rejudging now."""
        database = self._database
        while judged := await database.read(lambda c: outcomes.find_judged(c, rejudging_id, BATCH)):
            for original_id in judged:
                await database.write(
                    partial(outcomes.settle, rejudging_id=rejudging_id, original_id=original_id)
                )
        query = select(Rejudging).where(Rejudging.id == rejudging_id)
        row = await database.read(lambda c: c.execute(query).one_or_none())
        if row is None or row.status not in ACTIVE:
            return
        if row.status == "running":
            queued = await database.write(
                lambda c: outcomes.enqueue_next(c, row, self._queued, self._queue.store)
            )
            if queued:
                self._queue.wake(queued)
        if row.apply:
            await self._apply(rejudging_id)
        await database.write(lambda c: outcomes.finish(c, rejudging_id))

    async def _apply(self, rejudging_id: str) -> None:
        while unapplied := await self._database.read(
            lambda c: outcomes.find_unapplied(c, rejudging_id, BATCH)
        ):
            for original_id in unapplied:
                person = await self._database.write(
                    partial(
                        outcomes.apply_outcome, rejudging_id=rejudging_id, original_id=original_id
                    )
                )
                if person is not None:
                    self._journeys.forget_solved(*person)
