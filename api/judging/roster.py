"""Who judges: the processes with cells that share a database, and how much they have to do.

Each says once a second that it is there; one that has been silent for a while counts no longer. The
process that has the embedded database to itself knows without asking.
"""

import asyncio
from typing import TYPE_CHECKING, Any

import structlog
from sqlalchemy import Connection, Row, delete, func, insert, select, update

from api.ids import new_id
from api.judging.errands import forget_old
from api.judging.queue.claims import count_unfinished
from api.store.moments import moment
from api.store.session import ANY, Database
from api.store.tables import WorkerRow
from judge.runner import CellPool

if TYPE_CHECKING:
    # What only a shared database takes is loaded where there is one.
    from api.judging.queue.pgqueuer import PgQueuerQueue

log = structlog.get_logger()

BEAT_SECONDS = 1.0
PRESENT_SECONDS = 10
FORGOTTEN_SECONDS = 3600
SWEEP_EVERY = 2
FORGET_EVERY = 300
"""In beats."""

_PRESENT = WorkerRow.seen_at > moment(-PRESENT_SECONDS)


class Roster:
    """The cells that there are, and of a shared database, the upkeep of its queue."""

    def __init__(self, database: Database, name: str, pool: CellPool) -> None:
        """`pool`: the cells that this process brings, called `name`.

        One without cells is told what the others' environment is.
        """
        self._database = database
        self._id = new_id()
        self._name = name[:100]
        self._pool = pool
        self._own = pool.size
        self.cells = pool.size
        """How many cells there are, in all processes."""
        self._task: asyncio.Task[None] | None = None

    async def start(self, queue: "PgQueuerQueue") -> None:
        """Join, and keep `queue` told of what there is."""
        await self._beat(queue)
        self._task = asyncio.create_task(self._keep(queue))

    async def stop(self) -> None:
        """Leave, if the database can be told."""
        if self._task is None:
            return
        self._task.cancel()
        await asyncio.wait({self._task})
        leave = delete(WorkerRow).where(WorkerRow.id == self._id)
        try:
            async with asyncio.timeout(BEAT_SECONDS):
                await self._database.write(lambda connection: connection.execute(leave))
        except (*ANY, TimeoutError) as error:  # The others will notice the silence.
            log.warning("left the roster without a word", error=str(error))

    async def list_processes(self) -> list[Row[Any]]:
        """Return the processes that judge, oldest first; none where the database is not shared."""
        query = select(WorkerRow).where(_PRESENT).order_by(WorkerRow.id)
        if not self._database.shared:
            return []
        return await self._database.read(lambda connection: list(connection.execute(query)))

    async def count_processes(self) -> int:
        """Count the processes that judge; one where the database is not shared."""
        count = select(func.count()).select_from(WorkerRow).where(_PRESENT)
        if not self._database.shared:
            return 1
        return await self._database.read(lambda connection: connection.scalar(count)) or 0

    async def _keep(self, queue: "PgQueuerQueue") -> None:
        beats = 0
        while True:
            await asyncio.sleep(BEAT_SECONDS)
            beats += 1
            try:
                await self._beat(queue)
                if self._own and beats % SWEEP_EVERY == 0 and await queue.sweep():
                    log.info("submissions nobody came for are queued again")
                if self._own and beats % FORGET_EVERY == 0:
                    await queue.forget()
                    await self._database.write(forget_old)
            except ANY as error:
                log.warning("the roster was not kept, trying again", error=str(error))

    async def _beat(self, queue: "PgQueuerQueue") -> None:
        if self._own:
            await self._database.write(self._say_present)
        self.cells, depth, environment = await self._database.read(_look)
        if not self._own and environment:
            self._pool.hello.update(environment)
        queue.all_cells, queue.waiting = self.cells, depth.get("queued", 0)

    def _say_present(self, connection: Connection) -> None:
        seen = update(WorkerRow).where(WorkerRow.id == self._id).values(seen_at=moment(0))
        if connection.execute(seen).rowcount:
            return
        row = {"id": self._id, "name": self._name, "cells": self._own}
        row |= {"started_at": moment(0), "seen_at": moment(0)}
        row["environment"] = self._pool.environment
        connection.execute(insert(WorkerRow).values(row))
        silent = WorkerRow.seen_at < moment(-FORGOTTEN_SECONDS)
        connection.execute(delete(WorkerRow).where(silent))


def _look(connection: Connection) -> tuple[int, dict[str, int], dict[str, Any] | None]:
    cells = connection.scalar(select(func.sum(WorkerRow.cells)).where(_PRESENT))
    newest = select(WorkerRow.environment).where(_PRESENT).order_by(WorkerRow.started_at.desc())
    return cells or 0, count_unfinished(connection), connection.scalar(newest.limit(1))
