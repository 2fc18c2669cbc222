"""Who judges."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from api.store.tables.base import Base


class WorkerRow(Base):
    """A process with judge cells that shares the database with others, for as long as it works."""

    __tablename__ = "workers"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    cells: Mapped[int]
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime]
