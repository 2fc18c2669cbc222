"""How much waits and runs, read from the submissions themselves: true for every process."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from api.ids import time_of
from api.store.tables import PRIORITIES, UNFINISHED, Submission, utc_now


@dataclass(frozen=True, slots=True)
class Depth:
    """How much of one kind is not done, and how long the oldest that waits has waited."""

    kind: str
    queued: int
    running: int
    oldest_seconds: float


def read_depth(connection: Connection, now: datetime | None = None) -> list[Depth]:
    """Return the depth of each kind, in the order in which kinds are judged."""
    query = (
        select(Submission.priority, Submission.status, func.count(), func.min(Submission.id))
        .where(UNFINISHED)
        .group_by(Submission.priority, Submission.status)
    )
    found = {(row[0], row[1]): (row[2], row[3]) for row in connection.execute(query)}
    moment = now or utc_now()
    depths = []
    for kind, priority in PRIORITIES.items():
        queued, oldest = found.get((priority, "queued"), (0, None))
        running, _ = found.get((priority, "running"), (0, None))
        waited = (moment - time_of(oldest)).total_seconds() if oldest else 0.0
        depths.append(Depth(kind, queued, running, max(waited, 0.0)))
    return depths
