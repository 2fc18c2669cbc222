"""Problems, their versions, and what admins did to them."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from api.store.tables.base import Base


class ProblemRow(Base):
    """A problem, lab, question or course, as `kind` says, and which of its versions is current.

    `folder_hash` is the content hash last seen in the problem folder: while the file stays as it
    was, an admin's later version, or a withdrawal, stays as it is. None: no file speaks of the
    problem. `withdrawn_by` names the admin; None with `withdrawn_at` set: the file went away.
    """

    __tablename__ = "problems"

    id: Mapped[str] = mapped_column(String(100), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16), default="problem", server_default="problem")
    current_version: Mapped[int]
    folder_hash: Mapped[str | None] = mapped_column(String(64))
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by: Mapped[str | None] = mapped_column(String(32))
    updated_at: Mapped[datetime | None]


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


class AuditEntry(Base):
    """Something that an admin did. The name stays even if the account goes."""

    __tablename__ = "audit"
    __table_args__ = (Index("ix_audit_problem_id", "problem_id", "id"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    at: Mapped[datetime]
    who: Mapped[str] = mapped_column(String(32))
    act: Mapped[str] = mapped_column(String(32))
    problem_id: Mapped[str | None] = mapped_column(String(100))
    details: Mapped[dict[str, Any]]
