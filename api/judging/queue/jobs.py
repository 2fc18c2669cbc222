"""PgQueuer's jobs, as this service uses them: each says that a submission waits.

A job's key names a submission and the attempt after which it waits, so there is one at most of
each, and who claims the submission knows which job that makes superfluous.
"""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from pgqueuer.adapters.drivers.asyncpg import AsyncpgDriver
from pgqueuer.adapters.persistence.qb import QueryBuilderEnvironment, QueryQueueBuilder
from pgqueuer.domain.models import Job, TracebackRecord
from pgqueuer.domain.settings import DBSettings, Durability
from pgqueuer.domain.types import JOB_STATUS, JobId, QueueEntrypoint, QueueManagerId
from pgqueuer.ports.repository import EntrypointExecutionParameter
from pgqueuer.queries import Queries
from sqlalchemy import (
    Connection,
    Select,
    String,
    bindparam,
    cast,
    literal_column,
    or_,
    select,
    text,
)

from api.judging.queue.turns import held_up
from api.store.moments import moment
from api.store.raw import run_raw
from api.store.tables import SUBMISSIONS, UNFINISHED

SETTINGS = DBSettings(db_schema="jobs", durability=Durability.balanced)
"""In a schema of their own; only PgQueuer's log may be lost in a crash."""
CHANNEL = SETTINGS.channel
_ENTRYPOINT = QueueEntrypoint("judge")
_ALL = {_ENTRYPOINT: EntrypointExecutionParameter(concurrency_limit=0)}

_REMOVE = text("DELETE FROM jobs.pgqueuer WHERE dedupe_key = :key AND status = 'queued'")
_FORGET = text(
    "DELETE FROM jobs.pgqueuer_log WHERE created < clock_timestamp() - CAST(:keep AS interval)"
)


def _losing() -> Select[Any]:
    rows = SUBMISSIONS
    key = rows.c.id + "." + cast(rows.c.attempt, String)
    job: Select[Any] = select(literal_column("1")).select_from(text("jobs.pgqueuer AS job"))
    alive = text("job.status IN ('queued', 'picked')")
    known = job.where(literal_column("job.dedupe_key") == key, alive).exists()
    return (
        select(rows.c.id, rows.c.attempt, rows.c.priority)
        .where(UNFINISHED, or_(rows.c.status == "queued", rows.c.lease_until < moment(0)))
        .where(~known, or_(rows.c.mode == "rejudge", rows.c.user_id.not_in(held_up())))
        .order_by(rows.c.priority, rows.c.turn, rows.c.id)
        .limit(bindparam("most"))
    )


_LOST = _losing()


def queries_on(connection: object) -> Queries:
    """Return PgQueuer's operations over a connection of asyncpg's."""
    return Queries(
        AsyncpgDriver(connection), QueryBuilderEnvironment(SETTINGS), QueryQueueBuilder(SETTINGS)
    )


def enqueue(connection: Connection, waiting: Iterable[tuple[str, int, int]]) -> None:
    """Make jobs in the caller's transaction: for each submission, its id, attempt, priority."""
    jobs = list(waiting)
    if not jobs:
        return
    keys: list[str | None] = [f"{submission_id}.{attempt}" for submission_id, attempt, _ in jobs]
    run_raw(
        connection,
        lambda raw: queries_on(raw).enqueue(
            [_ENTRYPOINT] * len(jobs),
            [None] * len(jobs),
            [-priority for _, _, priority in jobs],  # the higher number first
            dedupe_key=keys,
            on_conflict="skip",
        ),
    )


async def take_jobs(
    queries: Queries, most: int, taker: QueueManagerId, silence: timedelta
) -> list[Job]:
    """Take up to so many jobs: waiting ones, and those whose taker has fallen silent."""
    return await queries.dequeue(most, _ALL, taker, None, silence)


async def end_jobs(queries: Queries, jobs: Iterable[Job]) -> None:
    """Remove jobs that were taken."""
    ended: list[tuple[Job, JOB_STATUS, TracebackRecord | None]] = [
        (job, "successful", None) for job in jobs
    ]
    if ended:
        await queries.log_jobs(ended)


async def beat(queries: Queries, jobs: Iterable[Job]) -> None:
    """Tell that jobs are still being worked on."""
    if ids := [JobId(job.id) for job in jobs]:
        await queries.update_heartbeat(ids)


def remove(connection: Connection, submission_id: str, attempt: int) -> None:
    """Remove a submission's job if nobody has taken it yet."""
    connection.execute(_REMOVE, {"key": f"{submission_id}.{attempt}"})


def replace_lost(connection: Connection, most: int, at_once: int) -> int:
    """Make jobs for submissions that nobody would come for; return for how many.

    Those of a person of whom enough is judged have no jobs: who judges those looks after these.
    """
    lost = connection.execute(_LOST, {"most": most, "at_once": at_once}).all()
    enqueue(connection, [(row.id, row.attempt, row.priority) for row in lost])
    return len(lost)


def forget_log(connection: Connection, keep: timedelta) -> None:
    """Drop what PgQueuer has logged of jobs long done."""
    connection.execute(_FORGET, {"keep": keep})
