"""Counts of what became of attempts, and each person's way through a problem.

They are kept as attempts are recorded, so that reading them costs the same after a million.
"""

from datetime import datetime

from sqlalchemy import Float, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from api.store.tables.base import Base


def _problem_key() -> Mapped[str]:
    return mapped_column(
        String(100), ForeignKey("problems.id", ondelete="CASCADE"), primary_key=True
    )


class VerdictCount(Base):
    """How many attempts at a version drew a verdict. Our own failures do not count."""

    __tablename__ = "verdict_counts"

    problem_id: Mapped[str] = _problem_key()
    version: Mapped[int] = mapped_column(primary_key=True)
    verdict: Mapped[str] = mapped_column(String(32), primary_key=True)
    count: Mapped[int]


class TestCount(Base):
    """How many attempts a test failed, and how many it alone failed: those it decided."""

    __test__ = False
    __tablename__ = "test_counts"

    problem_id: Mapped[str] = _problem_key()
    version: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(320), primary_key=True)
    failed: Mapped[int]
    decided: Mapped[int]


class DiagnosisCount(Base):
    """How many failed attempts had a cause; of known mistakes, `detail` tells which."""

    __tablename__ = "diagnosis_counts"

    problem_id: Mapped[str] = _problem_key()
    version: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(64), primary_key=True)
    detail: Mapped[str] = mapped_column(String(300), primary_key=True)
    count: Mapped[int]


class Journey(Base):
    """A person's way through a problem: from the first opening or attempt to the first accept.

    `failed` counts the attempts before that accept. `seen_at` is when the person was last there, to
    the hour. Who has given up has seen the solution: an accept after that says nothing of how hard
    the problem is, so `seconds_to_solve` and `attempts_to_solve` stay null.
    """

    __tablename__ = "journeys"
    __table_args__ = (
        Index("ix_journeys_seconds", "problem_id", "seconds_to_solve"),
        Index("ix_journeys_attempts", "problem_id", "attempts_to_solve"),
        Index("ix_journeys_failed", "problem_id", "failed"),
        Index("ix_journeys_seen", "problem_id", "seen_at"),
    )

    user_id: Mapped[str] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"), primary_key=True
    )
    problem_id: Mapped[str] = _problem_key()
    begun_at: Mapped[datetime]
    seen_at: Mapped[datetime | None]
    given_up_at: Mapped[datetime | None]
    failed: Mapped[int] = mapped_column(default=0)
    solved_at: Mapped[datetime | None]
    seconds_to_solve: Mapped[float | None] = mapped_column(Float)
    attempts_to_solve: Mapped[int | None]


class UsageCount(Base):
    """How many accepted attempts at a version took this much: `time_ms` or `memory_kib`.

    Values have two digits, so that there are at most ninety of them for each power of ten.
    """

    __tablename__ = "usage_counts"

    problem_id: Mapped[str] = _problem_key()
    version: Mapped[int] = mapped_column(primary_key=True)
    measure: Mapped[str] = mapped_column(String(16), primary_key=True)
    value: Mapped[float] = mapped_column(Float, primary_key=True)
    count: Mapped[int]


class HintOpening(Base):
    """Somebody looked at a hint; hints count from 1."""

    __tablename__ = "hint_openings"

    problem_id: Mapped[str] = _problem_key()
    hint: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[str] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"), primary_key=True
    )
    opened_at: Mapped[datetime]
