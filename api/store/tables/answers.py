"""Answers to questions and to the prompts of labs."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from api.store.tables.base import Base


class Answer(Base):
    """A person's last answer to a part; parts count from 1, and prompts through the whole lab.

    `right` is the judge's word, or one's own for answers in words; None: not marked yet.
    `solved_at`: when it was right for the first time.
    """

    __tablename__ = "answers"

    user_id: Mapped[str] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"), primary_key=True
    )
    document_id: Mapped[str] = mapped_column(
        String(100), ForeignKey("problems.id", ondelete="CASCADE"), primary_key=True
    )
    part: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int]
    answer: Mapped[Any] = mapped_column(JSON)
    grade: Mapped[dict[str, Any]]
    right: Mapped[bool | None]
    tries: Mapped[int]
    answered_at: Mapped[datetime]
    solved_at: Mapped[datetime | None]
