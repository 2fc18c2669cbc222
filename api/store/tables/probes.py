"""A place to write to, to know that writing works."""

from datetime import datetime

from sqlalchemy import LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from api.store.tables.base import Base


class Probe(Base):
    """One row, whose `at` is when the database was last found to take what it is given.

    `filler` is only ever written to be rolled back: it shows that there is room for more.
    """

    __tablename__ = "probes"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    filler: Mapped[bytes | None] = mapped_column(LargeBinary)
