"""How an accepted submission stands among the others, by time and by memory.

Read from counts, a few hundred rows at most: it costs the same after a million attempts.
"""

from typing import Any

from sqlalchemy import Connection, case, func, select

from api.context import Context
from api.errors import NotFound
from api.ids import is_id
from api.statistics.counters import MEASURES, two_digits
from api.statistics.schemas import Standing
from api.store.tables import Submission, UsageCount
from judge.verdict import Verdict

LEAST_OTHERS = 5
"""Among fewer a share says nothing."""


async def get_standing(context: Context, user_id: str, submission_id: str) -> Standing:
    """Return how one's own accepted submission stands. Raises NotFound."""
    columns = (Submission.problem_id, Submission.version, Submission.time_ms, Submission.memory_kib)
    query = select(*columns).where(
        Submission.id == submission_id,
        Submission.user_id == user_id,
        Submission.mode == "submit",
        Submission.verdict == Verdict.ACCEPTED.value,
    )

    def read(connection: Connection) -> Standing | None:
        row = connection.execute(query).one_or_none()
        if row is None:
            return None
        shares = [_share_above(connection, row, measure) for measure in MEASURES]
        return Standing(others=shares[0][0], faster_than=shares[0][1], lighter_than=shares[1][1])

    found = await context.database.read(read) if is_id(submission_id) else None
    if found is None:
        raise NotFound("You have no such accepted submission.")
    return found


def _share_above(connection: Connection, row: Any, measure: str) -> tuple[int, float | None]:
    """Return how many others were accepted, and what share of them took more than this one."""
    value = getattr(row, measure)
    if value is None:
        return 0, None
    more = case((UsageCount.value > two_digits(value), UsageCount.count), else_=0)
    query = select(func.sum(UsageCount.count), func.sum(more)).where(
        UsageCount.problem_id == row.problem_id,
        UsageCount.version == row.version,
        UsageCount.measure == measure,
    )
    total, above = connection.execute(query).one()
    others = max(int(total or 0) - 1, 0)
    return others, round(int(above) / others, 4) if others >= LEAST_OTHERS else None
