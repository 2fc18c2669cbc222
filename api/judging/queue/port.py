"""What the service asks of a queue. The database's URL decides which adapter it gets."""

from collections.abc import Sequence
from typing import Any, Protocol

from sqlalchemy import Connection

from api.judging.queue.claims import Claim
from api.store.session import Result, Work

Row = dict[str, Any]


class Queue(Protocol):
    """Hands out submissions: runs before submissions before rejudges, then by turns.

    The rows are the truth (`claims.py`): an adapter stores them and wakes who waits for one.
    """

    lease_seconds: float
    waiting: int
    """About how many wait. A hint: the rows are the truth."""
    ahead: int
    """How many claims a process may hold beyond those that its cells judge at the moment.

    None where another process may have a cell for one of them at once.
    """

    async def put(self, rows: list[Row], also: Work[None] | None = None) -> None:
        """Store submissions, durably and all or none, and have them judged.

        `also` joins in their transaction, after them: what it locks is locked last there, as it is
        where an outcome is recorded, so the two never wait for each other in a circle.
        """

    def store(self, connection: Connection, rows: list[Row]) -> None:
        """Store submissions within a transaction of the caller's, who calls `wake` after it."""

    def wake(self, arrived: int) -> None:
        """Look again: `arrived` rows were stored or have become free."""

    async def claim(self) -> Claim | None:
        """Wait for a submission and take it; None once the queue is closed."""

    def let_go(self, claim: Claim) -> None:
        """Take note that a claim's holder is at its end, so that another may begin."""

    async def end(self, work: Work[Result]) -> Result:
        """Carry out, in one transaction, what a claim ends with; return what `work` returns.

        If others wait, the same transaction may claim the next one, for whoever calls `claim`.
        """

    async def release(self, claim: Claim, failed: bool) -> None:
        """Give a claim back to be judged anew; `failed` tells that the attempt was our failure.

        A claim that was lost stays lost.
        """

    async def renew(self, claims: Sequence[Claim]) -> set[str]:
        """Let the leases of claims begin anew; return the ids of those that are not lost."""

    async def depth(self) -> dict[str, int]:
        """Return how many submissions have each unfinished status."""

    def close(self) -> None:
        """Hand out nothing more; who waits in `claim` gets None."""
