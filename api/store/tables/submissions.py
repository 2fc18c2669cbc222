"""Submissions and their live events."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Float,
    ForeignKey,
    Index,
    Integer,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from api.store.tables.base import Base

UNFINISHED = text("status IN ('queued', 'running')")
QUEUED = text("status = 'queued'")
RUNNING = text("status = 'running'")
"""Written out, all, so that PostgreSQL can tell which partial index they fit.

SQLite would plan a statement anew each time when a status is compared with a parameter.
"""
JUDGE_ERROR = text("verdict = 'judge_error'")

PRIORITIES = {"run": 0, "submit": 1, "guest": 2, "rejudge": 3}
"""Who is judged first: the lower number. Somebody waits for a run, nobody for a rejudge.

What guests send, whatever it is, comes after all that people with accounts wait for.
"""


def _priority(context: Any) -> int:
    return PRIORITIES[context.get_current_parameters()["mode"]]


class Submission(Base):
    """A submission, a run or a rejudge: queue entry, report and history in one row.

    `attempt` rises with each claim and fences what an older claim still writes. `failures` counts
    the attempts that ended by our own fault.
    """

    __tablename__ = "submissions"
    __table_args__ = (
        UniqueConstraint("user_id", "idempotency_key"),
        Index("ix_submissions_user_id", "user_id", "id"),
        Index("ix_submissions_user_problem", "user_id", "problem_id", "mode", "verdict"),
        Index("ix_submissions_user_problem_id", "user_id", "problem_id", "mode", "id"),
        Index("ix_submissions_problem_id", "problem_id", "id"),
        Index(
            "ix_submissions_unfinished",
            "priority",
            "turn",
            "id",
            sqlite_where=UNFINISHED,
            postgresql_where=UNFINISHED,
        ),
        Index("ix_submissions_verdict", "verdict", "id"),
        Index(
            "ix_submissions_running",
            "user_id",
            sqlite_where=RUNNING,
            postgresql_where=RUNNING,
        ),
        Index(
            "ix_submissions_turns",
            "user_id",
            "priority",
            "turn",
            sqlite_where=UNFINISHED,
            postgresql_where=UNFINISHED,
        ),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    problem_id: Mapped[str] = mapped_column(ForeignKey("problems.id"))
    version: Mapped[int]
    mode: Mapped[str] = mapped_column(String(8))
    priority: Mapped[int] = mapped_column(SmallInteger, default=_priority, server_default="1")
    turn: Mapped[int] = mapped_column(default=0, server_default="0")
    code: Mapped[str] = mapped_column(Text)
    inputs: Mapped[list[Any] | None] = mapped_column(JSON(none_as_null=True))
    used: Mapped[list[Any] | None] = mapped_column(JSON(none_as_null=True))
    idempotency_key: Mapped[str | None] = mapped_column(String(255))
    request_hash: Mapped[str | None] = mapped_column(String(64))
    batch_id: Mapped[str | None] = mapped_column(String(36), index=True)
    batch_position: Mapped[int | None]
    status: Mapped[str] = mapped_column(String(8))
    attempt: Mapped[int] = mapped_column(default=0)
    failures: Mapped[int] = mapped_column(default=0)
    lease_until: Mapped[datetime | None]
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    verdict: Mapped[str | None] = mapped_column(String(32))
    score: Mapped[float | None] = mapped_column(Float)
    passed: Mapped[int | None]
    total: Mapped[int | None]
    time_ms: Mapped[float | None] = mapped_column(Float)
    memory_kib: Mapped[int | None] = mapped_column(Integer)
    diagnosis: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    error: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    stdout: Mapped[str | None] = mapped_column(Text)
    tests: Mapped[list[Any] | None] = mapped_column(JSON(none_as_null=True))
    code_removed_at: Mapped[datetime | None]


SUBMISSIONS: Table = Submission.__table__  # type: ignore[assignment]
"""The table by itself, for statements that are made once."""


class BatchRow(Base):
    """Submissions that came in one call."""

    __tablename__ = "batches"
    __table_args__ = (UniqueConstraint("user_id", "idempotency_key"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    idempotency_key: Mapped[str | None] = mapped_column(String(255))
    request_hash: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]


class Event(Base):
    """A test judged while its submission still runs. The finished row replaces them all."""

    __tablename__ = "events"

    submission_id: Mapped[str] = mapped_column(
        ForeignKey("submissions.id", ondelete="CASCADE"), primary_key=True
    )
    attempt: Mapped[int] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    test: Mapped[dict[str, Any]]
