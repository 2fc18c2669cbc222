"""Where course back ends want to be told of verdicts, and what was sent to them."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, SmallInteger, String, text
from sqlalchemy.orm import Mapped, mapped_column

from api.store.tables.base import Base

WAITING = text("status = 'waiting'")


class Webhook(Base):
    """An endpoint of an account. Its secrets are kept as they are: each message is signed anew.

    `state`: active, paused (by its owner) or disabled (by failing; `reason` says how). While it is
    not active, deliveries wait. The former secret signs too until `former_until`.
    """

    __tablename__ = "webhooks"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    url: Mapped[str] = mapped_column(String(500))
    description: Mapped[str] = mapped_column(String(200))
    events: Mapped[list[Any]]
    secret: Mapped[str] = mapped_column(String(64))
    former_secret: Mapped[str | None] = mapped_column(String(64))
    former_until: Mapped[datetime | None]
    state: Mapped[str] = mapped_column(String(8))
    reason: Mapped[str | None] = mapped_column(String(300))
    failing_since: Mapped[datetime | None]
    created_at: Mapped[datetime]


class Delivery(Base):
    """A message to an endpoint: written in the transaction of what it tells, sent afterwards.

    `status`: waiting, delivered or failed. A waiting one may be tried from `next_at` on; while it
    is tried, that is when the try counts as lost. `attempts` rises with each try and fences it.
    What is sent is made from the rows of its subject, a submission or a batch, at that time.
    """

    __tablename__ = "deliveries"
    __table_args__ = (
        Index("ix_deliveries_webhook_id", "webhook_id", "id"),
        Index("ix_deliveries_due", "next_at", sqlite_where=WAITING, postgresql_where=WAITING),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    webhook_id: Mapped[str] = mapped_column(ForeignKey("webhooks.id", ondelete="CASCADE"))
    event: Mapped[str] = mapped_column(String(32))
    subject_id: Mapped[str | None] = mapped_column(String(36))
    status: Mapped[str] = mapped_column(String(10))
    attempts: Mapped[int] = mapped_column(SmallInteger)
    next_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    response_status: Mapped[int | None] = mapped_column(SmallInteger)
    error: Mapped[str | None] = mapped_column(String(300))
