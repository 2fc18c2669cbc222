"""What people do day by day, and what is due to come back to them."""

from datetime import date, datetime

from sqlalchemy import Date, Float, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from api.store.tables.base import Base


class ActiveDay(Base):
    """What a person did on a day, by UTC: judged attempts, answers, and how many were right.

    Counted as it happens; judging old attempts anew takes no day away from anybody.
    """

    __tablename__ = "active_days"

    user_id: Mapped[str] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"), primary_key=True
    )
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    attempts: Mapped[int]
    answers: Mapped[int]
    right: Mapped[int]


class Review(Base):
    """A card of spaced repetition: a problem (part 0), or a part of a question or of a lab.

    `stability` and `difficulty` are the memory that FSRS computes with.
    """

    __tablename__ = "reviews"
    __table_args__ = (Index("ix_reviews_due", "user_id", "due_at"),)

    user_id: Mapped[str] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"), primary_key=True
    )
    document_id: Mapped[str] = mapped_column(
        String(100), ForeignKey("problems.id", ondelete="CASCADE"), primary_key=True
    )
    part: Mapped[int] = mapped_column(primary_key=True)
    due_at: Mapped[datetime]
    reviewed_at: Mapped[datetime]
    stability: Mapped[float] = mapped_column(Float)
    difficulty: Mapped[float] = mapped_column(Float)
    reviews: Mapped[int]
