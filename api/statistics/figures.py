"""How many people a problem has had, and how long they took.

These are counted from a row a person, so they cost more where there were more people. A minute more
or less changes nothing of the ways of a thousand: where there are so many, what was counted is kept
that long.
"""

import math
import time
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, select
from sqlalchemy.orm import InstrumentedAttribute

from api.statistics.schemas import People, Spread
from api.store.session import Database
from api.store.tables import Journey

MANY = 1000
KEPT_SECONDS = 60.0
_MOST_KEPT = 1000


@dataclass(frozen=True, slots=True)
class Figure:
    """What is told of the people of one problem."""

    people: People
    seconds_to_solve: Spread | None
    attempts_to_solve: Spread | None


class Figures:
    """The figures of every problem."""

    def __init__(self, database: Database) -> None:
        """Know none yet."""
        self._database = database
        self._kept: dict[str, tuple[float, Figure]] = {}

    async def read(self, problem_id: str) -> Figure:
        """Return them as they are; of many people, as they were a minute ago at most."""
        since, figure = self._kept.get(problem_id, (0.0, None))
        if figure is not None and time.monotonic() - since < KEPT_SECONDS:
            return figure
        figure = await self._database.read(lambda connection: _count(connection, problem_id))
        if figure.people.opened >= MANY:
            if len(self._kept) >= _MOST_KEPT:
                self._kept.clear()
            self._kept[problem_id] = time.monotonic(), figure
        return figure


def _count(connection: Connection, problem_id: str) -> Figure:
    return Figure(
        _count_people(connection, problem_id),
        _spread(connection, problem_id, Journey.seconds_to_solve),
        _spread(connection, problem_id, Journey.attempts_to_solve),
    )


def _count_people(connection: Connection, problem_id: str) -> People:
    def count(*conditions: ColumnElement[bool]) -> int:
        query = select(func.count()).select_from(Journey).where(Journey.problem_id == problem_id)
        return connection.scalar(query.where(*conditions)) or 0

    solved = Journey.attempts_to_solve.is_not(None)
    unsolved = Journey.attempts_to_solve.is_(None)
    people_solved = count(solved)
    return People(
        opened=count(),
        tried=people_solved + count(unsolved, Journey.failed > 0),
        solved=people_solved,
    )


def _spread(
    connection: Connection, problem_id: str, measure: InstrumentedAttribute[Any]
) -> Spread | None:
    """Median and ninth decile by nearest rank: values that somebody really had."""
    known = Journey.problem_id == problem_id, measure.is_not(None)
    people = connection.scalar(select(func.count()).select_from(Journey).where(*known)) or 0
    if not people:
        return None

    def at(share: float) -> float:
        rank = math.ceil(share * people) - 1
        ordered = select(measure).where(*known).order_by(measure)
        return float(connection.execute(ordered.offset(rank).limit(1)).scalar_one())

    return Spread(people=people, median=at(0.5), p90=at(0.9))
