"""Who judges, and what else they are asked to run."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from api.store.tables.base import Base


class WorkerRow(Base):
    """A process with judge cells that shares the database with others, for as long as it works.

    `environment`: the versions that a proof made in its cells holds for.
    """

    __tablename__ = "workers"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    cells: Mapped[int]
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    environment: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))


class Errand(Base):
    """A run of code that a process without cells has another do; gone once that is heard of.

    Nobody works on it unless `lease_until` lies ahead. `attempt` rises with each who takes it.
    """

    __tablename__ = "errands"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    job: Mapped[bytes] = mapped_column(LargeBinary)
    outcome: Mapped[bytes | None] = mapped_column(LargeBinary)
    error: Mapped[str | None] = mapped_column(String(300))
    attempt: Mapped[int]
    lease_until: Mapped[datetime]
