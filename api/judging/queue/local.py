"""The queue of a single process: the submissions table itself, and an event set after commits."""

import asyncio
import time
from collections import deque
from collections.abc import Sequence
from math import inf

from sqlalchemy import Connection, update

from api.judging.queue import claims
from api.judging.queue.claims import Claim
from api.judging.queue.port import Row
from api.judging.queue.turns import store
from api.store.session import Database, Result, Work
from api.store.tables import UNFINISHED, Submission

QUICK_SECONDS = 0.1


class LocalQueue:
    """The `Queue` of the embedded database; see `port.py`.

    At most `rejudges` of the claims handed out are rejudges, so that who waits never finds all
    workers busy with what nobody waits for. While those that are judged are quick, one more is
    claimed than there are cells, so that a cell has its next one while the outcome of its last is
    on its way to the disk. It is not begun behind one that takes long, if that can be foreseen.
    """

    ahead = 1

    def __init__(
        self,
        database: Database,
        lease_seconds: float,
        rejudges: int = 1,
        at_once: int = 2,
        cells: int = 100,
    ) -> None:
        """Use `database`; a claim not renewed for `lease_seconds` may be taken by another.

        `at_once`: how much of one person is judged at a time.
        """
        self._database = database
        self._limits = at_once, rejudges
        self._cells = cells
        self.lease_seconds = lease_seconds
        self._arrived = asyncio.Event()
        self._claiming = asyncio.Lock()
        self._closed = False
        self.idle = 0
        """How many wait in `claim`."""
        self._promised = 0
        self._claimed: deque[Claim] = deque()
        self._under_way: set[str] = set()
        self._was_quick = False
        """Whether the last one to end was."""
        self._may_have_more = True
        self.waiting = 0

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

    async def put(self, rows: list[Row], also: Work[None] | None = None) -> None:
        """See Queue.

        When a worker waits, the transaction that stores the rows claims the next one too: a commit
        less on the way of a submission that nothing stands before.
        """
        coming = self._promised + len(self._claimed)
        claim_now = self.idle > coming and self._has_cell()
        self._promised += claim_now

        def work(connection: Connection) -> Claim | None:
            store(connection, rows)
            if also is not None:
                also(connection)
            return self._take(connection) if claim_now else None

        try:
            claim = await self._database.write(work)
        except BaseException:
            self._arrived.set()  # Somebody may wait for what was promised.
            raise
        finally:
            self._promised -= claim_now
        self.waiting += len(rows)
        if claim is not None:
            await self._hand_out(claim)
        self.wake(0)

    def store(self, connection: Connection, rows: list[Row]) -> None:
        """See Queue."""
        store(connection, rows)

    async def claim(self) -> Claim | None:
        """See Queue."""
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
            if self._may_claim():
                self._may_have_more = False
                self._promised += 1
                try:
                    claim = await self._database.write(self._take)
                finally:
                    self._promised -= 1
                if claim is not None:
                    self.waiting = max(self.waiting - 1, 0)
                    self._may_have_more = True
                    self._under_way.add(claim.id)
                    return claim
                if not self._under_way:  # Else some may wait for the end of one of these.
                    self.waiting = 0
            if not (self._claimed or self._may_claim()):
                await self._wait_for_arrival()
        return self._claimed.popleft() if self._claimed else None

    def _may_claim(self) -> bool:
        # What is stored at this moment may bring a claim along: then it would be one too many.
        return self._may_have_more and not self._promised and self._has_cell()

    def _has_cell(self) -> bool:
        return len(self._under_way) + self._promised < self._cells

    async def _wait_for_arrival(self) -> None:
        # An expired lease announces itself to nobody, so now and then look unasked.
        try:
            async with asyncio.timeout(self.lease_seconds / 2):
                await self._arrived.wait()
        except TimeoutError:
            self._may_have_more = True

    def _take(self, connection: Connection) -> Claim | None:
        return claims.take(connection, self.lease_seconds, *self._limits)

    def let_go(self, claim: Claim) -> None:
        """See Queue."""
        self._under_way.discard(claim.id)
        took = inf if claim.began is None else time.monotonic() - claim.began
        self._was_quick = took < QUICK_SECONDS
        self.wake(0)

    def wake(self, arrived: int) -> None:
        """See Queue."""
        self.waiting += arrived
        self._may_have_more = self._may_have_more or arrived > 0 or self.waiting > 0
        self._arrived.set()

    async def end(self, work: Work[Result]) -> Result:
        """See Queue. A commit less for each submission while some wait."""
        wanted = 0 if self._closed else min(self.waiting, self._wanted())

        def both(connection: Connection) -> tuple[Result, list[Claim]]:
            result = work(connection)
            claimed: list[Claim] = []
            while len(claimed) < wanted and (claim := self._take(connection)) is not None:
                claimed.append(claim)
            return result, claimed

        result, claimed = await self._database.write(both)
        for claim in claimed:
            await self._hand_out(claim)
        if claimed:
            self.wake(0)
        return result

    def _wanted(self) -> int:
        """How many to claim at the end of one: the next, and one ahead if there is none yet."""
        return 2 if self._was_quick and len(self._under_way) <= self._cells else 1

    async def _hand_out(self, claim: Claim) -> None:
        """Keep what a transaction has claimed beside its own work for who asks for a claim next."""
        if self._closed:
            await self._database.write(lambda c: claims.give_back(c, claim, False))
        else:
            self.waiting = max(self.waiting - 1, 0)
            self._under_way.add(claim.id)
            self._claimed.append(claim)

    async def release(self, claim: Claim, failed: bool) -> None:
        """See Queue."""
        if await self._database.write(lambda c: claims.give_back(c, claim, failed)):
            self.wake(1)

    async def renew(self, held: Sequence[Claim]) -> set[str]:
        """See Queue."""
        return await self._database.write(lambda c: claims.renew(c, held, self.lease_seconds))

    async def depth(self) -> dict[str, int]:
        """See Queue."""
        return await self._database.read(claims.count_unfinished)

    def close(self) -> None:
        """See Queue."""
        self._closed = True
        self._arrived.set()
