"""The queue of a single process: the submissions table itself, and an event set after commits.

The rows decide who is next; the memory of this process only says when looking is worth while.
A claim raises `attempt` and sets a lease. All that a claim's holder writes is fenced by that
attempt, so a holder that lost its claim can no longer change anything.
"""

import asyncio
from collections import deque
from dataclasses import dataclass
from datetime import timedelta
from functools import cache, partial
from typing import Any

from sqlalchemy import (
    Connection,
    Table,
    and_,
    bindparam,
    case,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.sql.dml import ReturningUpdate

from api.judging.queue.turns import Turns
from api.store.session import Database, Work
from api.store.tables import PRIORITIES, UNFINISHED, Submission, utc_now

# Made once: building a statement takes longer than SQLite takes to carry it out.
_ROWS: Table = Submission.__table__  # type: ignore[assignment]
STORE = insert(_ROWS)
"""Takes the rows of submissions that have just come."""


@cache
def _taking(rejudges: bool) -> ReturningUpdate[Any]:
    """Takes the next row: `now`, `until` (the end of the lease), `held_up` (users to pass over)."""
    rows = _ROWS.c
    free = or_(rows.status == "queued", rows.lease_until < bindparam("now"))
    rejudge = rows.priority == PRIORITIES["rejudge"]
    if not rejudges:
        free = and_(free, ~rejudge)
    theirs = rows.user_id.not_in(bindparam("held_up", expanding=True))
    oldest = (
        select(rows.id)
        .where(UNFINISHED, free, or_(rejudge, theirs))
        .order_by(rows.priority, rows.turn, rows.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    # Still running, yet free: its lease ran out, and that is a failure of ours.
    expired = case((rows.status == "running", 1), else_=0)
    return (
        update(_ROWS)
        .where(rows.id == oldest.scalar_subquery())
        .values(
            status="running",
            attempt=rows.attempt + 1,
            failures=rows.failures + expired,
            lease_until=bindparam("until"),
        )
        .returning(
            rows.id,
            rows.problem_id,
            rows.version,
            rows.mode,
            rows.code,
            rows.inputs,
            rows.attempt,
            rows.failures,
            rows.user_id,
            rows.turn,
            rows.used,
        )
    )


@dataclass(frozen=True, slots=True)
class Claim:
    """A submission taken for judging, with what the judge needs."""

    id: str
    problem_id: str
    version: int
    mode: str
    code: str
    inputs: list[Any] | None
    attempt: int
    failures: int
    user_id: str
    turn: int
    used: list[Any] | None


class LocalQueue:
    """Hands out submissions: runs before submissions before rejudges, then by turns (`turns.py`).

    At most `rejudges` of the claims handed out are rejudges, so that who waits never finds all
    workers busy with what nobody waits for.
    """

    def __init__(
        self, database: Database, lease_seconds: float, rejudges: int = 1, at_once: int = 2
    ) -> None:
        """Use `database`; a claim not renewed for `lease_seconds` may be taken by another.

        `at_once`: how much of one person is judged at a time.
        """
        self._database = database
        self._turns = Turns(at_once)
        self._rejudges = rejudges
        self._rejudging: set[str] = set()
        self.lease = timedelta(seconds=lease_seconds)
        self._arrived = asyncio.Event()
        self._claiming = asyncio.Lock()
        self._closed = False
        self.idle = 0
        """How many wait in `claim`."""
        self._promised = 0
        self._claimed: deque[Claim] = deque()
        self._may_have_more = True
        self.waiting = 0
        """About how many wait. A hint: the rows are the truth."""

    async def recover(self) -> int:
        """Requeue what a former process left running; return how many wait. Call before claims.

        That process may have died of what it judged, so it counts as a failure.
        """
        requeue = (
            update(Submission)
            .where(UNFINISHED, Submission.status == "running")
            .values(status="queued", lease_until=None, failures=Submission.failures + 1)
        )
        await self._database.write(lambda connection: connection.execute(requeue))
        last = (
            select(Submission.mode, Submission.user_id, func.max(Submission.turn))
            .where(UNFINISHED)
            .group_by(Submission.mode, Submission.user_id)
        )
        for row in await self._database.read(lambda connection: connection.execute(last).all()):
            self._turns.remember(*row)
        self.waiting = (await self.depth()).get("queued", 0)
        return self.waiting

    async def put(self, row: dict[str, Any], before: Work[None] | None = None) -> None:
        """Store a submission, durably, and have it judged; `before` joins in its transaction.

        When a worker waits, the transaction that stores the row claims the next one too: a
        commit less on the way of a submission that nothing stands before.
        """
        claim_now = self.idle > self._promised + len(self._claimed)
        self._promised += claim_now
        row["turn"] = self._turns.give(row["mode"], row["user_id"])

        def store(connection: Connection) -> Claim | None:
            if before is not None:
                before(connection)
            connection.execute(STORE, row)
            return self._take(connection, rejudges=False) if claim_now else None

        try:
            claim = await self._database.write(store)
        finally:
            self._promised -= claim_now
        if claim is None or claim.id != row["id"]:
            self._may_have_more = True
            self.waiting += 1
        if claim is not None and self._closed:
            await self.release(claim, failed=False)
        elif claim is not None:
            self._begin(claim)
            self._claimed.append(claim)
        self._arrived.set()

    async def put_many(self, rows: list[dict[str, Any]], before: Work[None]) -> None:
        """Store submissions, durably and all or none, and have them judged."""
        for row in rows:
            row["turn"] = self._turns.give(row["mode"], row["user_id"])

        def store(connection: Connection) -> None:
            before(connection)
            connection.execute(STORE, rows)

        await self._database.write(store)
        self.wake(len(rows))

    async def claim(self) -> Claim | None:
        """Wait for a submission and take it; None once the queue is closed."""
        self.idle += 1
        try:
            # One waits at a time, so that one arrival wakes one worker.
            async with self._claiming:
                return await self._next()
        finally:
            self.idle -= 1

    async def _next(self) -> Claim | None:
        while not (self._claimed or self._closed):
            self._arrived.clear()
            if self._may_have_more:
                self._may_have_more = False
                take = partial(self._take, rejudges=len(self._rejudging) < self._rejudges)
                claim = await self._database.write(take)
                self.waiting = max(self.waiting - 1, 0) if claim else 0
                if claim is not None:
                    self._may_have_more = True
                    self._begin(claim)
                    return claim
            if not (self._claimed or self._may_have_more):
                await self._wait_for_arrival()
        return self._claimed.popleft() if self._claimed else None

    async def _wait_for_arrival(self) -> None:
        # An expired lease announces itself to nobody, so now and then look unasked.
        try:
            async with asyncio.timeout(self.lease.total_seconds() / 2):
                await self._arrived.wait()
        except TimeoutError:
            self._may_have_more = True

    def _begin(self, claim: Claim) -> None:
        if claim.mode == "rejudge":
            self._rejudging.add(claim.id)
        else:
            self._turns.begin(claim.id, claim.mode, claim.user_id, claim.turn)

    def let_go(self, claim: Claim) -> None:
        """Take note that a claim's holder is at its end, so that another may begin."""
        held_up = claim.user_id in self._turns.held_up()
        self._turns.end(claim.id, claim.user_id)
        if held_up or claim.id in self._rejudging:
            self._rejudging.discard(claim.id)
            self.wake(0)

    def wake(self, arrived: int) -> None:
        """Look again: `arrived` rows were stored by somebody else."""
        self.waiting += arrived
        self._may_have_more = True
        self._arrived.set()

    def _take(self, connection: Connection, rejudges: bool) -> Claim | None:
        now = utc_now()
        values = {"now": now, "until": now + self.lease, "held_up": self._turns.held_up()}
        row = connection.execute(_taking(rejudges), values).one_or_none()
        return Claim(*row) if row else None

    async def release(self, claim: Claim, failed: bool) -> None:
        """Give a claim back to be judged anew; `failed` tells that the attempt was our failure.

        A claim that was lost stays lost.
        """
        requeue = (
            update(Submission)
            .where(*holds(claim))
            .values(status="queued", lease_until=None, failures=Submission.failures + int(failed))
        )
        if await self._database.write(lambda connection: connection.execute(requeue).rowcount):
            self.wake(1)

    def lease_end(self) -> dict[str, Any]:
        """Return the column values that renew a lease from now."""
        return {"lease_until": utc_now() + self.lease}

    async def depth(self) -> dict[str, int]:
        """Return how many submissions have each unfinished status."""
        count = (
            select(Submission.status, func.count()).where(UNFINISHED).group_by(Submission.status)
        )
        rows = await self._database.read(lambda connection: connection.execute(count).all())
        return {row[0]: row[1] for row in rows}

    def close(self) -> None:
        """Hand out nothing more; who waits in `claim` gets None."""
        self._closed = True
        self._arrived.set()


def holds(claim: Claim) -> tuple[Any, ...]:
    """Return the conditions under which `claim` may still write to its submission."""
    return (
        Submission.id == claim.id,
        Submission.attempt == claim.attempt,
        Submission.status == "running",
    )
