"""The tables. Portable types only: the same rows live in SQLite and in PostgreSQL."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Text,
    TypeDecorator,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class UtcDateTime(TypeDecorator[datetime]):
    """A moment in UTC, always timezone-aware in Python, also where the database drops the zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Store in UTC; a naive datetime is a mistake of the caller (ValueError)."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a stored datetime needs a timezone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return an aware datetime in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def utc_now() -> datetime:
    """Return this moment, timezone-aware, in UTC."""
    return datetime.now(UTC)


class Base(DeclarativeBase):
    """The base of all tables; constraint names are fixed so that migrations can refer to them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: UtcDateTime, dict[str, Any]: JSON, list[Any]: JSON}  # noqa: RUF012


class User(Base):
    """Who may log in. `name_key` is the case-folded name: Ada and ada are the same account."""

    __tablename__ = "users"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    username: Mapped[str] = mapped_column(String(32))
    name_key: Mapped[str] = mapped_column(String(64), unique=True)
    password_hash: Mapped[str] = mapped_column(String(255))
    role: Mapped[str] = mapped_column(String(16))
    created_at: Mapped[datetime]


class LoginSession(Base):
    """A log-in by cookie. Only the SHA-256 of the cookie's 256 random bits is kept."""

    __tablename__ = "sessions"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class ApiToken(Base):
    """A token for programs, kept as its SHA-256 alone."""

    __tablename__ = "tokens"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(100))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]


class ProblemRow(Base):
    """A problem and which of its versions is current.

    `folder_hash` is the content hash last seen in the problem folder: while the file stays as it
    was, an admin's later version, or a withdrawal, stays as it is. None: no file speaks of the
    problem. `withdrawn_by` names the admin; None with `withdrawn_at` set: the file went away.
    """

    __tablename__ = "problems"

    id: Mapped[str] = mapped_column(String(100), primary_key=True)
    current_version: Mapped[int]
    folder_hash: Mapped[str | None] = mapped_column(String(64))
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by: Mapped[str | None] = mapped_column(String(32))
    updated_at: Mapped[datetime | None]
    judged_count: Mapped[int] = mapped_column(default=0)
    accepted_count: Mapped[int] = mapped_column(default=0)


class ProblemVersion(Base):
    """One content of a problem, with the proof that the publish gate made of it.

    A change of the judge's environment proves the same version again, in place. `created_by` names
    the admin; None: it came from the problem folder. `mutants` counts what the gate made of the
    reference solution's mutants, where it tried them.
    """

    __tablename__ = "problem_versions"
    __table_args__ = (UniqueConstraint("problem_id", "content_hash"),)

    problem_id: Mapped[str] = mapped_column(
        ForeignKey("problems.id", ondelete="CASCADE"), primary_key=True
    )
    version: Mapped[int] = mapped_column(primary_key=True)
    content_hash: Mapped[str] = mapped_column(String(64))
    environment: Mapped[dict[str, Any]]
    source: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]
    created_by: Mapped[str | None] = mapped_column(String(32))
    note: Mapped[str | None] = mapped_column(String(300))
    mutants: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    published: Mapped[bytes] = mapped_column(LargeBinary)


UNFINISHED = text("status IN ('queued', 'running')")


class Submission(Base):
    """A submission or a run: the queue entry, the judge's report and the history in one row.

    `attempt` rises with each claim and fences what an older claim still writes. `failures` counts
    the attempts that ended by our own fault.
    """

    __tablename__ = "submissions"
    __table_args__ = (
        UniqueConstraint("user_id", "idempotency_key"),
        Index("ix_submissions_user_id", "user_id", "id"),
        Index("ix_submissions_user_problem", "user_id", "problem_id", "mode", "verdict"),
        Index(
            "ix_submissions_unfinished",
            "mode",
            "id",
            sqlite_where=UNFINISHED,
            postgresql_where=UNFINISHED,
        ),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    problem_id: Mapped[str] = mapped_column(ForeignKey("problems.id"))
    version: Mapped[int]
    mode: Mapped[str] = mapped_column(String(8))
    code: Mapped[str] = mapped_column(Text)
    inputs: Mapped[list[Any] | None] = mapped_column(JSON(none_as_null=True))
    idempotency_key: Mapped[str | None] = mapped_column(String(255))
    request_hash: Mapped[str | None] = mapped_column(String(64))
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


class Event(Base):
    """A test judged while its submission still runs. The finished row replaces them all."""

    __tablename__ = "events"

    submission_id: Mapped[str] = mapped_column(
        ForeignKey("submissions.id", ondelete="CASCADE"), primary_key=True
    )
    attempt: Mapped[int] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    test: Mapped[dict[str, Any]]


class AuditEntry(Base):
    """Something that an admin did. The name stays even if the account goes."""

    __tablename__ = "audit"
    __table_args__ = (Index("ix_audit_problem_id", "problem_id", "id"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    at: Mapped[datetime]
    who: Mapped[str] = mapped_column(String(32))
    act: Mapped[str] = mapped_column(String(32))
    problem_id: Mapped[str] = mapped_column(String(100))
    details: Mapped[dict[str, Any]]
