"""What somebody is writing: code, and notes beside it."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, String, Text
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
    inputs: Mapped[dict[str, str] | None] = mapped_column(JSON(none_as_null=True))
    saved_at: Mapped[datetime]


class Note(Base):
    """What a person has noted beside a document of any kind. `revision` as in a draft."""

    __tablename__ = "notes"

    user_id: Mapped[str] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"), primary_key=True
    )
    document_id: Mapped[str] = mapped_column(
        String(100), ForeignKey("problems.id", ondelete="CASCADE"), primary_key=True
    )
    revision: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    saved_at: Mapped[datetime]


class TextDraft(Base):
    """What a person is writing into a place of a lab or a question. `revision` as in a draft."""

    __tablename__ = "text_drafts"

    user_id: Mapped[str] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"), primary_key=True
    )
    document_id: Mapped[str] = mapped_column(
        String(100), ForeignKey("problems.id", ondelete="CASCADE"), primary_key=True
    )
    place: Mapped[str] = mapped_column(String(20), primary_key=True)
    revision: Mapped[int]
    text: Mapped[str | None] = mapped_column(Text)
    saved_at: Mapped[datetime]
