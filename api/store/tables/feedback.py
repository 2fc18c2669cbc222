"""What people report to the operator."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from api.store.tables.base import Base


class FeedbackRow(Base):
    """A report about a document, a page, or an attempt; `closed_by` is an admin's name."""

    __tablename__ = "feedback"
    __table_args__ = (
        Index("ix_feedback_state", "state", "id"),
        Index("ix_feedback_user_id", "user_id"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    document_id: Mapped[str | None] = mapped_column(String(100))
    path: Mapped[str | None] = mapped_column(String(300))
    submission_id: Mapped[str | None] = mapped_column(String(36))
    kind: Mapped[str] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(10))
    note: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[str | None] = mapped_column(String(32))
