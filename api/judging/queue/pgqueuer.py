"""The queue of many processes: rows in PostgreSQL, and PgQueuer's jobs to wake who judges them.

A job is enqueued in the transaction that stores a submission, and handed to one process that has a
cell free. It says that there is work; which submission that is, the claim decides, since turns are
not PgQueuer's to know. The process holds the job for as long as it finds something to judge; each
further submission that it claims by the same job takes one out of the queue, so there are as many
jobs in it as submissions wait. A process that dies leaves its jobs without a heartbeat, and
PgQueuer hands them to another. Should a job get lost all the same, `sweep` makes a new one.
"""

import asyncio
import uuid
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta

import structlog
from pgqueuer.domain.models import Job
from pgqueuer.domain.types import QueueManagerId
from pgqueuer.queries import Queries
from sqlalchemy import Connection

from api.judging.queue import claims, jobs
from api.judging.queue.claims import Claim
from api.judging.queue.port import Row
from api.judging.queue.turns import store
from api.store.raw import GONE, connect
from api.store.session import Database, Result, Work
from judge.runner import background_cells

log = structlog.get_logger()

BEAT_SECONDS = 1.0
PAUSE_SECONDS = 1.0
SWEEP = 100
KEEP_LOG = timedelta(hours=1)


class PgQueuerQueue:
    """The `Queue` of processes that share a PostgreSQL; see `port.py`.

    A process that only stores submissions need not `start` it.
    """

    def __init__(
        self, database: Database, url: str, lease_seconds: float, cells: int = 0, at_once: int = 2
    ) -> None:
        """Use `database`, which is at `url`. `cells`: how many claims are held here at most."""
        self._database = database
        self._url = url
        self._at_once = at_once
        self._cells = cells
        self.all_cells = cells
        """How many cells there are in all processes; the roster knows."""
        self.lease_seconds = lease_seconds
        self.ahead = 0
        self.waiting = 0
        self._closed = False
        self._idle = 0
        self._rejudging: set[str] = set()
        self._taker = QueueManagerId(uuid.uuid4())
        self._invitations: deque[tuple[Job, bool]] = deque()
        """Jobs to look for a submission by, and whether nothing was claimed by them yet."""
        self._held: dict[str, Job] = {}
        self._ended: list[Job] = []
        self._invited = asyncio.Event()
        self._look = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to take jobs."""
        self._task = asyncio.create_task(self._keep_taking())

    async def put(self, rows: list[Row], also: Work[None] | None = None) -> None:
        """See Queue."""

        def work(connection: Connection) -> None:
            self.store(connection, rows)
            if also is not None:
                also(connection)

        await self._database.write(work)
        self.wake(len(rows))

    def store(self, connection: Connection, rows: list[Row]) -> None:
        """See Queue."""
        store(connection, rows)
        jobs.enqueue(connection, [(row["id"], 0, row["priority"]) for row in rows])

    def wake(self, arrived: int) -> None:
        """See Queue. The database has told those who judge."""
        self.waiting += arrived

    async def claim(self) -> Claim | None:
        """See Queue."""
        self._idle += 1
        self._look.set()
        try:
            while not self._closed:
                if self._invitations:
                    claim = await self._accept(*self._invitations.popleft())
                    if claim is not None:
                        return claim
                else:
                    self._invited.clear()
                    await self._invited.wait()
            return None
        finally:
            self._idle -= 1

    async def _accept(self, job: Job, fresh: bool) -> Claim | None:
        claim = None
        try:
            claim = await self._database.write(lambda c: self._take(c, fresh))
        finally:
            if claim is None:
                self._ended.append(job)
        if claim is not None:
            self._held[claim.id] = job
            self.waiting = max(self.waiting - 1, 0)
            if claim.mode == "rejudge":
                self._rejudging.add(claim.id)
        return claim

    def _take(self, connection: Connection, fresh: bool) -> Claim | None:
        # A cell is kept free of rejudges in this process, and one of all there are.
        mine = len(self._rejudging) < background_cells(self._cells)
        rejudges = background_cells(self.all_cells) if mine else 0
        claim = claims.take(connection, self.lease_seconds, self._at_once, rejudges)
        if claim is not None and not fresh:
            jobs.remove(connection, claim.id, claim.attempt - 1)
        return claim

    def let_go(self, claim: Claim) -> None:
        """See Queue. The job goes on to whatever is found next."""
        self._rejudging.discard(claim.id)
        job = self._held.pop(claim.id, None)
        if job is not None:
            self._invitations.append((job, False))
            self._invited.set()

    async def end(self, work: Work[Result]) -> Result:
        """See Queue. PgQueuer finds the next one."""
        return await self._database.write(work)

    async def release(self, claim: Claim, failed: bool) -> None:
        """See Queue."""

        def work(connection: Connection) -> bool:
            released = claims.give_back(connection, claim, failed)
            if released:
                jobs.enqueue(connection, [(claim.id, claim.attempt, claim.priority)])
            return released

        if await self._database.write(work):
            self.wake(1)

    async def renew(self, held: Sequence[Claim]) -> set[str]:
        """See Queue."""
        return await self._database.write(lambda c: claims.renew(c, held, self.lease_seconds))

    async def depth(self) -> dict[str, int]:
        """See Queue."""
        return await self._database.read(claims.count_unfinished)

    async def sweep(self) -> int:
        """Make jobs for submissions that nobody would come for; return for how many."""
        return await self._database.write(lambda c: jobs.replace_lost(c, SWEEP, self._at_once))

    async def forget(self) -> None:
        """Drop what PgQueuer has logged of jobs long done."""
        await self._database.write(lambda c: jobs.forget_log(c, KEEP_LOG))

    def close(self) -> None:
        """See Queue."""
        self._closed = True
        self._invited.set()
        self._look.set()

    async def stop(self) -> None:
        """End the jobs that are held, as far as the database can be told, and take no more."""
        self.close()
        if self._task is not None:
            await asyncio.wait({self._task}, timeout=2 * PAUSE_SECONDS)
            self._task.cancel()
            await asyncio.wait({self._task})

    async def _keep_taking(self) -> None:
        while not self._closed:
            try:
                await self._take_jobs()
            except Exception as error:  # The database may be away for a while: outlive that.
                known = isinstance(error, GONE)
                log.warning(
                    "taking jobs failed, trying again", error=str(error), exc_info=not known
                )
                await asyncio.sleep(PAUSE_SECONDS)

    async def _take_jobs(self) -> None:
        connection = await connect(self._url, "nabla queue")
        try:
            queries = jobs.queries_on(connection)
            connection.add_termination_listener(lambda _: self._look.set())
            await connection.add_listener(jobs.CHANNEL, lambda *_: self._look.set())
            beating = asyncio.create_task(self._keep_beating(queries))
            try:
                while not (self._closed or connection.is_closed()):
                    await self._take_some(queries)
                    with suppress(TimeoutError):
                        async with asyncio.timeout(self.lease_seconds / 2):
                            await self._look.wait()
            finally:
                beating.cancel()
                await asyncio.wait({beating})
            if self._closed:
                self._ended += [job for job, _ in self._invitations]
                self._invitations.clear()
                await jobs.end_jobs(queries, self._take_ended())
        finally:
            with suppress(*GONE):
                await connection.close(timeout=PAUSE_SECONDS)

    async def _take_some(self, queries: Queries) -> None:
        self._look.clear()
        silence = timedelta(seconds=self.lease_seconds)
        while (free := self._idle - len(self._invitations)) > 0 and not self._closed:
            taken = await jobs.take_jobs(queries, free, self._taker, silence)
            if not taken:
                return
            self._invitations += [(job, True) for job in taken]
            self._invited.set()

    async def _keep_beating(self, queries: Queries) -> None:
        """Tell PgQueuer of the jobs that are held, and of those that are not any more."""
        while True:
            await asyncio.sleep(BEAT_SECONDS)
            await jobs.end_jobs(queries, self._take_ended())
            await jobs.beat(queries, [*(job for job, _ in self._invitations), *self._held.values()])

    def _take_ended(self) -> list[Job]:
        ended, self._ended = self._ended, []
        return ended
