"""Reads what waits, what runs and what became of it; bounded, so that looking costs little."""

from collections import Counter
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, or_, select

from api.admin.audit import Act, record_act
from api.context import Context
from api.feedback.service import count_open
from api.ids import first_id, time_of
from api.judging.queue.depth import read_depth
from api.overview.schemas import (
    Cells,
    CellShown,
    CheckUnderWay,
    JudgingProcess,
    Kind,
    OurFailure,
    Overview,
    Recent,
    VerdictNumber,
)
from api.store.tables import JUDGE_ERROR, Submission, User, utc_now
from judge.verdict import Verdict

RECENT = timedelta(minutes=5)
MOST_RECENT = 3000
FAILED = timedelta(days=7)
MOST_FAILED = 10


async def get_overview(context: Context) -> Overview:
    """Return the queue, this process's cells, and what was judged of late."""
    checks = context.checks.under_way()
    obstacle = await context.readiness.find_obstacle()
    processes = [
        JudgingProcess(name=row.name, cells=row.cells, started_at=row.started_at)
        for row in await context.roster.list_processes()
    ]

    def read(connection: Connection) -> Overview:
        return Overview(
            obstacle=obstacle,
            queue=[Kind(**asdict(depth)) for depth in read_depth(connection)],
            checks=_name(connection, checks),
            cells=_cells(context),
            processes=processes,
            recent=_recent(connection),
            failures=_failures(connection),
            open_feedback=count_open(connection),
        )

    return await context.database.read(read)


def _name(connection: Connection, checks: dict[str, float]) -> list[CheckUnderWay]:
    query = select(User.id, User.username).where(User.id.in_(checks))
    names = {row.id: row.username for row in connection.execute(query)} if checks else {}
    return [
        CheckUnderWay(user=names.get(user_id, "somebody"), seconds=round(seconds, 1))
        for user_id, seconds in checks.items()
    ]


def _cells(context: Context) -> Cells:
    pool = context.pool
    shown = [CellShown(**asdict(state)) for state in pool.states()]
    return Cells(launcher=pool.launcher, cells=shown, recycled=pool.recycled, died=pool.died)


def _recent(connection: Connection) -> Recent:
    now = utc_now()
    query = (
        select(Submission.id, Submission.verdict)
        .where(Submission.id >= first_id(now - RECENT), Submission.mode != "rejudge")
        .order_by(Submission.id.desc())
        .limit(MOST_RECENT)
    )
    rows: list[Any] = list(connection.execute(query))
    # So many that the rest was not looked at: the counts go back to the last that was.
    whole = len(rows) < MOST_RECENT
    seconds = RECENT.total_seconds() if whole else (now - time_of(rows[-1].id)).total_seconds()
    counts = Counter(row.verdict for row in rows if row.verdict is not None)
    return Recent(
        seconds=round(seconds, 1),
        judged=counts.total(),
        a_minute=round(60 * counts.total() / max(seconds, 0.1), 1),
        verdicts=[VerdictNumber(verdict=Verdict(v), count=n) for v, n in counts.most_common()],
    )


def _failures(connection: Connection) -> list[OurFailure]:
    cause = Submission.diagnosis["code"].as_string()
    query = (
        select(Submission.id, Submission.problem_id, User.username, Submission.created_at)
        .join(User, User.id == Submission.user_id)
        .where(
            JUDGE_ERROR,
            Submission.id >= first_id(utc_now() - FAILED),
            Submission.mode != "rejudge",
            or_(cause.is_(None), cause != "cancelled"),
        )
        .order_by(Submission.id.desc())
        .limit(MOST_FAILED)
    )
    return [
        OurFailure(id=row[0], problem=row[1], user=row[2], created_at=row[3])
        for row in connection.execute(query)
    ]


async def recycle_cells(context: Context, who: str) -> int:
    """Replace all judge cells of this process, one after the other; return how many."""
    count = context.pool.recycle()
    await context.database.write(
        lambda connection: record_act(connection, who, Act.RECYCLE, None, {"cells": count})
    )
    return count
