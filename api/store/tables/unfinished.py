"""Code that somebody is writing."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from api.store.tables.base import Base


class CodeDraft(Base):
    """A person's unfinished code for a problem. `revision` grows by one with each save."""

    __tablename__ = "code_drafts"

    user_id: Mapped[str] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"), primary_key=True
    )
    problem_id: Mapped[str] = mapped_column(
        String(100), ForeignKey("problems.id", ondelete="CASCADE"), primary_key=True
    )
    revision: Mapped[int]
    code: Mapped[str] = mapped_column(Text)
    saved_at: Mapped[datetime]
