"""Judging old attempts anew."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, false
from sqlalchemy.orm import Mapped, mapped_column

from api.store.tables.base import Base


class Rejudging(Base):
    """All finished attempts at a problem, judged anew by one of its versions.

    `status`: running, judged (a preview that waits to be applied), applying, applied, cancelled.
    The attempts up to `last_id` are taken in the order of their ids; those up to `reached_id` have
    been; with `chosen`, a list of ids, none but those. `tally` counts the outcomes by "FROM>TO".
    """

    __tablename__ = "rejudgings"
    __table_args__ = (Index("ix_rejudgings_problem_id", "problem_id", "id"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    problem_id: Mapped[str] = mapped_column(ForeignKey("problems.id", ondelete="CASCADE"))
    version: Mapped[int]
    apply: Mapped[bool]
    status: Mapped[str] = mapped_column(String(16))
    last_id: Mapped[str] = mapped_column(String(36))
    reached_id: Mapped[str] = mapped_column(String(36))
    total: Mapped[int]
    done: Mapped[int] = mapped_column(default=0)
    changed: Mapped[int] = mapped_column(default=0)
    failed: Mapped[int] = mapped_column(default=0)
    applied: Mapped[int] = mapped_column(default=0)
    chosen: Mapped[list[Any] | None] = mapped_column(JSON(none_as_null=True))
    tally: Mapped[dict[str, Any]]
    created_by: Mapped[str] = mapped_column(String(32))
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]


class RejudgeItem(Base):
    """One attempt of a rejudging and the row in `submissions` that judges it anew.

    `state`: queued, judged, failed (by our own fault), applied. `before` is what the attempt said
    when the two were compared, and keeps what it was judged on once that is overwritten.
    """

    __tablename__ = "rejudge_items"
    __table_args__ = (
        Index("ix_rejudge_items_state", "rejudging_id", "state", "original_id"),
        Index("ix_rejudge_items_changed", "rejudging_id", "changed", "original_id"),
    )

    rejudging_id: Mapped[str] = mapped_column(
        ForeignKey("rejudgings.id", ondelete="CASCADE"), primary_key=True
    )
    original_id: Mapped[str] = mapped_column(
        ForeignKey("submissions.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    submission_id: Mapped[str | None] = mapped_column(
        ForeignKey("submissions.id", ondelete="SET NULL"), unique=True
    )
    state: Mapped[str] = mapped_column(String(8))
    changed: Mapped[bool] = mapped_column(default=False, server_default=false())
    before: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
