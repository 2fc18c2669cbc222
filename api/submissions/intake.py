"""The way of submissions into the queue, and how many may wait there: of one person, and of all."""

from typing import Any

from sqlalchemy import Connection, func, select

from api.errors import TooManyPending, Unavailable
from api.judging.queue.port import Queue
from api.settings import Settings
from api.store.session import Work
from api.store.tables import UNFINISHED, Submission, User

_RETRY_SECONDS = 30
Row = dict[str, Any]


class Intake:
    """Stores submissions while there is room for them.

    A person's own are counted by the transaction that stores, or as many as come at once would all
    find the room that is there for one; and only where so many wait in all, those included that are
    being stored, that one person's may be too many.
    """

    def __init__(self, queue: Queue, settings: Settings) -> None:
        """Bound what waits in `queue` by the `settings`."""
        self._queue = queue
        self._settings = settings
        self._storing = 0

    async def put(self, user_id: str, rows: list[Row], also: Work[None]) -> None:
        """Store the rows of a user and what `also` writes, and queue them.

        Raises TooManyPending and Unavailable, and IntegrityError as the database does; nothing is
        stored then.
        """
        self._storing += len(rows)
        try:
            waiting = self._queue.waiting + self._storing
            if waiting > self._settings.max_queue:
                raise Unavailable(
                    f"{waiting - len(rows)} submissions wait already, more than are taken in."
                    " Nothing was stored: send it again later.",
                    headers={"Retry-After": str(_RETRY_SECONDS)},
                )
            counted = waiting > self._settings.max_pending

            def work(connection: Connection) -> None:
                if counted:
                    self._count(connection, user_id, len(rows))
                also(connection)

            await self._queue.put(rows, work)
        finally:
            self._storing -= len(rows)

    def _count(self, connection: Connection, user_id: str, more: int) -> None:
        # One after another, where writers do not wait for each other anyhow. The rows just stored
        # hold the user's row already, in a way that this lock can share.
        mine = select(User.id).where(User.id == user_id)
        connection.execute(mine.with_for_update(key_share=True))
        count = select(func.count()).where(
            UNFINISHED, Submission.user_id == user_id, Submission.mode != "rejudge"
        )
        pending = connection.scalar(count) or 0
        if pending > self._settings.max_pending:
            raise TooManyPending(
                f"{pending - more} of your submissions wait already. Try again later."
            )
