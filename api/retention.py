"""What is not kept for good: the code of old attempts, and the values of their tests.

Verdicts, scores, times, what each test said, progress and statistics stay. So does the code of the
newest accepted attempt of each candidate at each problem: problems that build on it run with it.
"""

import asyncio
from datetime import timedelta
from typing import Any

import structlog
from sqlalchemy import Connection, and_, bindparam, exists, not_, select, update
from sqlalchemy.orm import aliased

from api.ids import first_id
from api.store.session import ANY, Database
from api.store.tables import Submission, utc_now
from judge.verdict import Verdict

log = structlog.get_logger()

SWEEP_SECONDS = 3600.0
BATCH_ROWS = 200
REST_SECONDS = 0.05

# Of a test, what is a verdict and no value of anybody's.
_KEPT = frozenset({"name", "hidden", "verdict", "time_ms", "diagnosis", "note"})

_newer = aliased(Submission)
_IS_NEWEST_ACCEPTED = and_(
    Submission.mode == "submit",
    Submission.verdict == Verdict.ACCEPTED.value,
    not_(
        exists().where(
            _newer.user_id == Submission.user_id,
            _newer.problem_id == Submission.problem_id,
            _newer.mode == "submit",
            _newer.verdict == Verdict.ACCEPTED.value,
            _newer.id > Submission.id,
        )
    ),
)


class Retention:
    """Sweeps now and then, in small steps; does nothing where all is kept."""

    def __init__(self, database: Database, code_days: int | None, events_days: int | None) -> None:
        """Days after which code, and the values of tests, are removed; None: never."""
        self._database = database
        self._days = {_remove_code: code_days, _remove_values: events_days}
        # The ids begin with the time: what is behind these has been swept by this process.
        self._reached = dict.fromkeys(self._days, "")
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to sweep, if anything is to be removed."""
        if any(self._days.values()):
            self._task = asyncio.create_task(self._keep())

    async def stop(self) -> None:
        """Stop between two steps."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait({self._task})

    async def _keep(self) -> None:
        while True:
            try:
                removed = await self.sweep()
                if removed:
                    log.info("old attempts stripped", submissions=removed)
            except ANY as error:
                log.warning("retention could not sweep, trying again", error=str(error))
            await asyncio.sleep(SWEEP_SECONDS)

    async def sweep(self) -> int:
        """Remove what is older than the settings say; return from how many attempts."""
        removed = 0
        for remove, days in self._days.items():
            if days is None:
                continue
            before = first_id(utc_now() - timedelta(days=days))
            while True:
                reached = self._reached[remove]
                ids = await self._database.read(
                    lambda connection, after=reached, end=before: list(  # type: ignore[misc]
                        connection.scalars(_WINDOW, {"after": after, "end": end})
                    )
                )
                if not ids:
                    break
                removed += await self._database.write(
                    lambda connection, work=remove, ids=ids: work(connection, ids)  # type: ignore[misc]
                )
                self._reached[remove] = ids[-1]
                await asyncio.sleep(REST_SECONDS)
        return removed


_WINDOW = (
    select(Submission.id)
    .where(Submission.id > bindparam("after"), Submission.id < bindparam("end"))
    .order_by(Submission.id)
    .limit(BATCH_ROWS)
)


def _remove_code(connection: Connection, ids: list[str]) -> int:
    remove = (
        update(Submission)
        .where(
            Submission.id.in_(ids),
            Submission.status == "done",
            Submission.code_removed_at.is_(None),
            not_(_IS_NEWEST_ACCEPTED),
        )
        .values(code="", inputs=None, used=None, code_removed_at=utc_now())
    )
    return connection.execute(remove).rowcount


def _remove_values(connection: Connection, ids: list[str]) -> int:
    rows = connection.execute(
        select(Submission.id, Submission.tests, Submission.error, Submission.stdout).where(
            Submission.id.in_(ids), Submission.status == "done"
        )
    ).all()
    stripped = [
        {"row": row.id, "kept": tests}
        for row in rows
        if (tests := strip(row.tests)) != row.tests or row.error or row.stdout
    ]
    if stripped:
        change = (
            update(Submission)
            .where(Submission.id == bindparam("row"))
            .values(tests=bindparam("kept"), error=None, stdout=None)
        )
        connection.execute(change, stripped)
    return len(stripped)


def strip(tests: list[Any] | None) -> list[Any] | None:
    """Return the tests of an attempt without values: inputs, answers, what was printed."""
    if tests is None:
        return None
    return [{name: test[name] for name in test if name in _KEPT} for test in tests]
