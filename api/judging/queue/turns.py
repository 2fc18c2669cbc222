"""Whose turn it is: nobody waits for more than one submission of each other person.

Every submission gets a number when it comes, and lower numbers are judged first: one more than its
owner's last that is unfinished, but no less than the one that is being judged (start-time fair
queueing, P. Goyal, H. Vin, H. Cheng, 1996). So a thousand submissions of one person stand in a row
behind each other, and somebody who comes later stands beside their first.

Of one person's, only so many are judged at once; one at a time of a person whose last one took
long, so that endless loops never hold every cell.

All of this is read from rows, so any number of processes agree about it.
"""

from typing import Any

from sqlalchemy import (
    BindParameter,
    Connection,
    ScalarSelect,
    Select,
    bindparam,
    case,
    func,
    insert,
    select,
    union_all,
    update,
)

from api.store.moments import moment
from api.store.server import take_turns
from api.store.tables import PRIORITIES, RUNNING, SUBMISSIONS, UNFINISHED, User

SLOW_SECONDS = 0.5

_ROWS = SUBMISSIONS
_REJUDGE = PRIORITIES["rejudge"]
_of: BindParameter[int] = bindparam("of_priority")


def _only(column: Any, *conditions: Any) -> ScalarSelect[Any]:
    return select(column).where(_ROWS.c.priority == _of, *conditions).scalar_subquery()


# What is being judged; if nothing is, what will be next; if nothing waits, it is all the same.
_NOW = func.coalesce(
    _only(func.max(_ROWS.c.turn), RUNNING),
    _only(func.min(_ROWS.c.turn), UNFINISHED),
    0,
)
_BEHIND_OWN = func.coalesce(
    _only(func.max(_ROWS.c.turn), UNFINISHED, _ROWS.c.user_id == bindparam("of_user")) + 1, 0
)
# Made once: building a statement takes longer than SQLite takes to carry it out.
_EITHER = union_all(select(_NOW.label("turn")), select(_BEHIND_OWN)).subquery()
_STORE = insert(_ROWS).values(turn=select(func.max(_EITHER.c.turn)).scalar_subquery())
_PACE = update(User).where(User.id == bindparam("of_user")).values(slow=bindparam("is_slow"))


def store(connection: Connection, rows: list[dict[str, Any]]) -> None:
    """Store the rows of submissions that have just come, each with its turn."""
    # In one order: two transactions with many people's rows never wait in a circle.
    for user_id in sorted({row["user_id"] for row in rows}):
        take_turns(connection, f"give turns to {user_id}")
    for row in rows:
        row.setdefault("priority", PRIORITIES[row["mode"]])
    asked = [{**row, "of_priority": row["priority"], "of_user": row["user_id"]} for row in rows]
    connection.execute(_STORE, asked)


def held_up() -> Select[Any]:
    """Select who has to wait until one of theirs is done; `at_once` of one person is too many."""
    running = _ROWS.alias("running")
    most = case((User.slow, 1), else_=bindparam("at_once"))
    return (
        select(running.c.user_id)
        .join(User, User.id == running.c.user_id)
        .where(RUNNING, running.c.lease_until >= moment(0), running.c.priority != _REJUDGE)
        .group_by(running.c.user_id, User.slow)
        .having(func.count() >= most)
    )


def note_pace(connection: Connection, user_id: str, was_slow: bool, seconds: float) -> None:
    """Note whether the submission that is over took long, if that is news of its owner."""
    slow = seconds > SLOW_SECONDS
    if slow != was_slow:
        connection.execute(_PACE, {"of_user": user_id, "is_slow": slow})
