"""What people do day by day."""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import Connection, RowMapping, bindparam, select, update

from api.store.session import Database
from api.store.tables import ActiveDay, User, utc_now
from api.store.upsert import add_counts

YEAR = timedelta(days=371)
"""What a calendar of 53 weeks shows."""

# Made once, because every attempt carries it out.
_TOTAL = (
    update(User)
    .where(User.id == bindparam("of_user"))
    .values(attempts=User.attempts + bindparam("more"), active_on=bindparam("today"))
)


def count_activity(
    connection: Connection, user_id: str, *, attempts: int = 0, answers: int = 0, right: int = 0
) -> None:
    """Add to what somebody has done today."""
    counts = {"attempts": attempts, "answers": answers, "right": right}
    today = utc_now().date()
    add_counts(connection, ActiveDay, [{"user_id": user_id, "day": today, **counts}], tuple(counts))
    connection.execute(_TOTAL, {"of_user": user_id, "more": attempts, "today": today})


async def read_days(database: Database, user_id: str) -> Sequence[RowMapping]:
    """Return the active days of the last year, in order."""
    query = (
        select(ActiveDay.day, ActiveDay.attempts, ActiveDay.answers, ActiveDay.right)
        .where(ActiveDay.user_id == user_id, ActiveDay.day > utc_now().date() - YEAR)
        .order_by(ActiveDay.day)
    )
    return await database.read(lambda connection: connection.execute(query).mappings().all())


def count_streak(days: set[date], today: date) -> int:
    """Count the days in a row that end today, or yesterday while today may still come."""
    day = today if today in days else today - timedelta(days=1)
    streak = 0
    while day in days:
        streak += 1
        day -= timedelta(days=1)
    return streak
