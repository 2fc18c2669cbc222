"""Claims: which submission is judged next, and who may write what comes of it.

The rows decide, by one statement on either database. A claim raises `attempt` and sets a lease. All
that a claim's holder writes is fenced by that attempt, so a holder that lost its claim can no
longer change anything. A lease that is not renewed in time is a failure of ours, and the submission
may be claimed anew.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import (
    BindParameter,
    Connection,
    and_,
    bindparam,
    case,
    func,
    or_,
    select,
    tuple_,
    update,
)
from sqlalchemy.sql.dml import ReturningUpdate

from api.judging.queue.turns import held_up, note_pace
from api.store.moments import moment
from api.store.server import take_turns
from api.store.tables import (
    PRIORITIES,
    QUEUED,
    RUNNING,
    SUBMISSIONS,
    UNFINISHED,
    User,
)

Row = dict[str, Any]

# Made once: building a statement takes longer than SQLite takes to carry it out.
_ROWS = SUBMISSIONS
_LEASE: BindParameter[float] = bindparam("lease")


@dataclass(slots=True)
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
    used: list[Any] | None
    priority: int
    slow: bool
    """Whether its owner's last one took long."""
    began: float | None = field(default=None, compare=False)
    """When judging it began, by the monotonic clock; None while it waits for a cell."""


def _taking() -> ReturningUpdate[Any]:
    rows = _ROWS.c
    expired = and_(RUNNING, rows.lease_until < moment(0))
    rejudge = rows.priority == PRIORITIES["rejudge"]
    again = _ROWS.alias("again")
    rejudging = (
        select(func.count())
        .select_from(again)
        .where(RUNNING, again.c.lease_until >= moment(0))
        .where(again.c.priority == PRIORITIES["rejudge"])
    ).scalar_subquery()
    whose_turn = or_(
        and_(rejudge, rejudging < bindparam("rejudges")),
        and_(~rejudge, rows.user_id.not_in(held_up())),
    )
    oldest = (
        select(rows.id)
        .where(UNFINISHED, or_(QUEUED, expired), whose_turn)
        .order_by(rows.priority, rows.turn, rows.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    return (
        update(_ROWS)
        .where(rows.id == oldest.scalar_subquery())
        .values(
            status="running",
            attempt=rows.attempt + 1,
            # Still running, yet free: its lease ran out.
            failures=rows.failures + case((rows.status == "running", 1), else_=0),
            lease_until=moment(_LEASE),
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
            rows.used,
            rows.priority,
            select(User.slow).where(User.id == rows.user_id).scalar_subquery(),
        )
    )


_TAKE = _taking()
HELD = update(_ROWS).where(
    _ROWS.c.id == bindparam("held_id"),
    _ROWS.c.attempt == bindparam("held_attempt"),
    _ROWS.c.status == "running",
)
"""What a claim's holder may change its submission by; see `held_by`."""
_GIVE_BACK = HELD.values(
    status="queued", lease_until=None, failures=_ROWS.c.failures + bindparam("more_failures")
)
_RENEW = (
    update(_ROWS)
    .where(RUNNING, tuple_(_ROWS.c.id, _ROWS.c.attempt).in_(bindparam("held", expanding=True)))
    .values(lease_until=moment(_LEASE))
    .returning(_ROWS.c.id)
)
_DEPTH = select(_ROWS.c.status, func.count()).where(UNFINISHED).group_by(_ROWS.c.status)


def take(connection: Connection, lease: float, at_once: int, rejudges: int) -> Claim | None:
    """Claim the submission whose turn it is for `lease` seconds; None when nobody's is.

    At most `at_once` of one person's are judged at a time, and at most `rejudges` rejudges.
    """
    take_turns(connection, "claim")
    values = {"lease": lease, "at_once": at_once, "rejudges": rejudges}
    row = connection.execute(_TAKE, values).one_or_none()
    return Claim(*row) if row else None


def held_by(claim: Claim) -> Row:
    """Return the parameters with which `HELD` changes the row of this claim, if it still holds."""
    return {"held_id": claim.id, "held_attempt": claim.attempt}


def give_back(connection: Connection, claim: Claim, failed: bool) -> bool:
    """Queue a claimed submission again; `failed`: by our fault. False: the claim was lost."""
    note_end(connection, claim)
    values = {**held_by(claim), "more_failures": int(failed)}
    return connection.execute(_GIVE_BACK, values).rowcount > 0


def renew(connection: Connection, claims: Sequence[Claim], lease: float) -> set[str]:
    """Let the claims' leases last for `lease` seconds from now; return whose are not lost."""
    held = [(claim.id, claim.attempt) for claim in claims]
    return set(connection.scalars(_RENEW, {"held": held, "lease": lease}))


def note_end(connection: Connection, claim: Claim) -> None:
    """Note of a claim that is at its end whether it took long."""
    if claim.mode != "rejudge" and claim.began is not None:
        note_pace(connection, claim.user_id, claim.slow, time.monotonic() - claim.began)


def count_unfinished(connection: Connection) -> dict[str, int]:
    """Return how many submissions have each unfinished status."""
    return {row[0]: row[1] for row in connection.execute(_DEPTH)}
