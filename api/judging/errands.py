"""Runs of code for processes without cells: draft checks, previews, questions, cells of labs.

What asks for them is a pool like any other (`RemotePool`); each run goes as a row to a process that
has cells, and its outcome comes back in that row. Nothing is kept: who asked waits for it, and a
run that is cut short is taken once more by another process.
"""

import asyncio
import threading
import time
from concurrent.futures import TimeoutError as NotYet
from typing import Any

import structlog
from sqlalchemy import Connection, delete, insert, select, update

from api.ids import new_id
from api.judging.events.port import ERRANDS, EventBus
from api.store.moments import moment
from api.store.session import ANY, Database
from api.store.tables import Errand
from judge.runner import Cancelled, CellDied, CellPool, Job, Outcome, PoolShare
from judge.runner.cell import Cell
from judge.runner.freight import pack_job, pack_outcome, unpack_job, unpack_outcome
from judge.runner.pool import CellState
from judge.runner.run import OnAnswer
from judge.runner.wire import WireError

log = structlog.get_logger()

AT_ONCE = 8
"""So many runs a process without cells asks for at a time."""
TAKE_SECONDS = 60.0
"""So long it waits for somebody to take a run."""
LOOK_SECONDS = 2.0
STEP_SECONDS = 0.1
ATTEMPTS = 2
FORGOTTEN_SECONDS = 600


class RemotePool(CellPool):
    """The pool of a process without cells. Thread-safe; not for the event loop's own thread."""

    def __init__(self, database: Database, bus: EventBus) -> None:
        """Ask the processes that share `database`. Call in the event loop."""
        self._database = database
        self._bus = bus
        self._loop = asyncio.get_running_loop()
        self.size = 0
        self.launcher = "elsewhere"
        self.hello = {"python": "", "numpy": "", "machine": ""}
        self.replaced = self.recycled = self.died = 0

    def run(
        self, job: Job, on_answer: OnAnswer | None = None, cancel: threading.Event | None = None
    ) -> Outcome:
        """See CellPool.run; the answers come all at the end."""
        asked = asyncio.run_coroutine_threadsafe(self._run(job), self._loop)
        try:
            while True:
                if cancel is not None and cancel.is_set():
                    raise Cancelled("the run was stopped")
                try:
                    outcome = asked.result(STEP_SECONDS)
                    break
                except NotYet:
                    continue
        finally:
            asked.cancel()
        for index, answer in enumerate(outcome.answers):
            if on_answer is not None:
                on_answer(index, answer)
        return outcome

    async def _run(self, job: Job) -> Outcome:
        errand_id = new_id()
        row = {"id": errand_id, "job": pack_job(job), "attempt": 0, "lease_until": moment(0)}
        deadline = time.monotonic() + TAKE_SECONDS + ATTEMPTS * job.limits.wall_seconds
        try:
            with self._bus.listen(errand_id) as listener:
                await self._database.write(lambda c: c.execute(insert(Errand).values(row)))
                self._bus.publish(ERRANDS)
                while time.monotonic() < deadline and not self._bus.stopping:
                    await listener.wait_finished(LOOK_SECONDS)
                    outcome = await self._look(errand_id)
                    if outcome is not None:
                        return outcome
        except (*ANY, WireError) as error:
            raise CellDied(f"a worker could not be asked: {error}") from error
        finally:
            await asyncio.shield(self._forget(errand_id))
        raise CellDied("no worker had a cell free")

    async def _look(self, errand_id: str) -> Outcome | None:
        query = select(Errand.outcome, Errand.error).where(Errand.id == errand_id)
        row = await self._database.read(lambda c: c.execute(query).one_or_none())
        if row is None or row.error is not None:
            raise CellDied(row.error if row else "the run was forgotten")
        return unpack_outcome(row.outcome) if row.outcome is not None else None

    async def _forget(self, errand_id: str) -> None:
        gone = delete(Errand).where(Errand.id == errand_id)
        try:
            await self._database.write(lambda c: c.execute(gone))
        except ANY as error:
            log.warning("a run was left behind", errand=errand_id, error=str(error))

    def cells(self) -> tuple[Cell, ...]:
        """None."""
        return ()

    def states(self) -> list[CellState]:
        """None."""
        return []

    def mend(self) -> None:
        """Do nothing."""

    def recycle(self) -> int:
        """Do nothing."""
        return 0

    def close(self) -> None:
        """Do nothing."""


class Errands:
    """Does what processes without cells ask for, in cells that are not kept for submissions."""

    def __init__(self, database: Database, bus: EventBus, share: PoolShare) -> None:
        """Use these parts; nothing runs yet."""
        self._database = database
        self._bus = bus
        self._share = share
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self) -> None:
        """Begin to take errands."""
        self._tasks = {asyncio.create_task(self._work()) for _ in range(self._share.size)}

    async def stop(self) -> None:
        """Take no more; what runs is asked for again elsewhere."""
        for task in self._tasks:
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks)

    async def _work(self) -> None:
        with self._bus.listen(ERRANDS) as listener:
            while not self._bus.stopping:
                try:
                    while await self._do_one():
                        pass
                except ANY as error:
                    log.warning("runs for others failed, trying again", error=str(error))
                    await asyncio.sleep(LOOK_SECONDS)
                await listener.wait_change(LOOK_SECONDS)

    async def _do_one(self) -> bool:
        taken = await self._database.write(_take)
        if taken is None:
            return False
        errand_id, attempt, packed = taken
        stop = threading.Event()
        try:
            job = unpack_job(packed)
            running = asyncio.ensure_future(asyncio.to_thread(self._share.run, job, None, stop))
            while not (await asyncio.wait({running}, timeout=LOOK_SECONDS))[0]:
                if not await self._database.write(lambda c: _renew(c, errand_id, attempt)):
                    stop.set()  # Nobody waits for it any more.
            values: dict[str, Any] = {"outcome": pack_outcome(running.result()), "error": None}
        except (CellDied, Cancelled, WireError) as error:
            values = {"outcome": None, "error": str(error)[:300]}
        finally:
            stop.set()
        done = update(Errand).where(Errand.id == errand_id, Errand.attempt == attempt)
        await self._database.write(lambda c: c.execute(done.values(values)))
        self._bus.publish(errand_id, finished=True)
        return True


def _take(connection: Connection) -> tuple[str, int, bytes] | None:
    free = (
        select(Errand.id)
        .where(Errand.lease_until <= moment(0), Errand.attempt < ATTEMPTS)
        .where(Errand.outcome.is_(None), Errand.error.is_(None))
        .order_by(Errand.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    take = (
        update(Errand)
        .where(Errand.id == free.scalar_subquery())
        .values(attempt=Errand.attempt + 1, lease_until=moment(3 * LOOK_SECONDS))
        .returning(Errand.id, Errand.attempt, Errand.job)
    )
    row = connection.execute(take).one_or_none()
    return (row.id, row.attempt, row.job) if row else None


def _renew(connection: Connection, errand_id: str, attempt: int) -> bool:
    mine = update(Errand).where(Errand.id == errand_id, Errand.attempt == attempt)
    return connection.execute(mine.values(lease_until=moment(3 * LOOK_SECONDS))).rowcount > 0


def forget_old(connection: Connection) -> None:
    """Drop errands whose askers died."""
    connection.execute(delete(Errand).where(Errand.lease_until < moment(-FORGOTTEN_SECONDS)))
