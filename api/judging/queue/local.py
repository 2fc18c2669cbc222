"""The queue of a single process: the submissions table itself, and an event set after commits.

The rows decide who is next; the memory of this process only says when looking is worth while.
A claim raises `attempt` and sets a lease. All that a claim's holder writes is fenced by that
attempt, so a holder that lost its claim can no longer change anything.
"""

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import case, func, or_, select, update

from api.store.session import Database
from api.store.tables import UNFINISHED, Submission, utc_now


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


class LocalQueue:
    """Hands out submissions: runs before submissions, then oldest first."""

    def __init__(self, database: Database, lease_seconds: float) -> None:
        """Use `database`; a claim not renewed for `lease_seconds` may be taken by another."""
        self._database = database
        self.lease = timedelta(seconds=lease_seconds)
        self._arrived = asyncio.Event()
        self._claiming = asyncio.Lock()
        self._closed = False
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
        self.waiting = (await self.depth()).get("queued", 0)
        return self.waiting

    def notify(self) -> None:
        """Tell that a submission was queued. Call after the commit."""
        self.waiting += 1
        self._arrived.set()

    async def claim(self) -> Claim | None:
        """Wait for a submission and take it; None once the queue is closed."""
        # One waits at a time, so that one arrival wakes one worker.
        async with self._claiming:
            while not self._closed:
                self._arrived.clear()
                claim = await self._take()
                if claim is not None:
                    return claim
                await self._wait_for_arrival()
        return None

    async def _wait_for_arrival(self) -> None:
        # An expired lease announces itself to nobody, so now and then look unasked.
        try:
            async with asyncio.timeout(self.lease.total_seconds() / 2):
                await self._arrived.wait()
        except TimeoutError:
            return

    async def _take(self) -> Claim | None:
        now = utc_now()
        free = or_(Submission.status == "queued", Submission.lease_until < now)
        oldest = (
            select(Submission.id)
            .where(UNFINISHED, free)
            .order_by(Submission.mode, Submission.id)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        # Still running, yet free: its lease ran out, and that is a failure of ours.
        expired = case((Submission.status == "running", 1), else_=0)
        take = (
            update(Submission)
            .where(Submission.id == oldest.scalar_subquery())
            .values(
                status="running",
                attempt=Submission.attempt + 1,
                failures=Submission.failures + expired,
                lease_until=now + self.lease,
            )
            .returning(
                Submission.id,
                Submission.problem_id,
                Submission.version,
                Submission.mode,
                Submission.code,
                Submission.inputs,
                Submission.attempt,
                Submission.failures,
            )
        )
        row = await self._database.write(lambda c: c.execute(take).one_or_none())
        self.waiting = max(self.waiting - 1, 0) if row else 0
        return Claim(*row) if row else None

    async def release(self, claim: Claim, failed: bool) -> None:
        """Give a claim back to be judged anew; `failed` tells that the attempt was our failure."""
        requeue = (
            update(Submission)
            .where(*holds(claim))
            .values(status="queued", lease_until=None, failures=Submission.failures + int(failed))
        )
        await self._database.write(lambda connection: connection.execute(requeue))
        self.notify()

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
