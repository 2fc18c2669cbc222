"""What candidates see of the problems, with what they have done themselves."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import case, func, or_, select

from api.context import Context
from api.paging import decode_cursor, encode_cursor
from api.problems.entries import Entry
from api.problems.schemas import Status
from api.statistics.journeys import count_around
from api.store.session import Database
from api.store.tables import Journey, VerdictCount
from api.submissions.used import choose_used, shown
from judge.verdict import Verdict

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Filter:
    """What a problem must be like to be listed; None asks for nothing."""

    q: str | None = None
    topic: str | None = None
    tag: str | None = None
    difficulty: str | None = None
    company: str | None = None
    role: str | None = None
    level: str | None = None
    status: str | None = None

    def matches(self, entry: Entry, status: Status | None) -> bool:
        """Tell whether a problem, with the caller's status of it, is to be listed."""
        problem = entry.source.problem
        wanted = (
            (self.topic, problem.topics),
            (self.tag, problem.tags),
            (self.company, problem.companies),
            (self.role, problem.roles),
            (self.level, problem.levels),
            (self.difficulty, (problem.difficulty,)),
            (self.status, (status or "new",)),
        )
        for value, among in wanted:
            if value is not None and value.casefold() not in (item.casefold() for item in among):
                return False
        return self.q is None or matches_words(self.q, entry)


def matches_words(q: str, entry: Entry) -> bool:
    """Tell whether every word of `q` occurs in the id, number, title, topics or tags."""
    problem = entry.source.problem
    parts = (problem.id, str(problem.number), problem.title, *problem.topics, *problem.tags)
    text = " ".join(parts).casefold()
    return all(word in text for word in q.casefold().split())


async def read_statuses(database: Database, user_id: str | None) -> dict[str, Status]:
    """Return the caller's status of each problem tried. Runs and our own failures do not count."""
    if user_id is None:
        return {}
    query = select(Journey.problem_id, Journey.solved_at).where(
        Journey.user_id == user_id, or_(Journey.solved_at.is_not(None), Journey.failed > 0)
    )
    rows = await database.read(lambda connection: connection.execute(query).all())
    return {row[0]: "solved" if row[1] else "attempted" for row in rows}


async def read_given_up(database: Database, user_id: str | None) -> frozenset[str]:
    """Return the problems that the caller has given up."""
    if user_id is None:
        return frozenset()
    query = select(Journey.problem_id).where(
        Journey.user_id == user_id, Journey.given_up_at.is_not(None)
    )
    return frozenset(await database.read(lambda connection: connection.scalars(query).all()))


@dataclass(frozen=True, slots=True)
class Count:
    """How many attempts at a problem were judged, and how many of them were right."""

    judged: int = 0
    accepted: int = 0

    @property
    def acceptance(self) -> float | None:
        """The share of right ones, or None before the first."""
        return round(self.accepted / self.judged, 4) if self.judged else None


async def read_counts(database: Database, problem_id: str | None = None) -> dict[str, Count]:
    """Return the counts of each problem with attempts, or of one, over all of its versions."""
    accepted = case((VerdictCount.verdict == Verdict.ACCEPTED.value, VerdictCount.count), else_=0)
    query = select(
        VerdictCount.problem_id, func.sum(VerdictCount.count), func.sum(accepted)
    ).group_by(VerdictCount.problem_id)
    if problem_id is not None:
        query = query.where(VerdictCount.problem_id == problem_id)
    rows = await database.read(lambda connection: connection.execute(query).all())
    return {row[0]: Count(int(row[1]), int(row[2])) for row in rows}


async def list_problems(
    context: Context, user_id: str | None, wanted: Filter, cursor: str | None, limit: int
) -> tuple[list[Json], str | None]:
    """Return a page of the catalogue, by number, and the next page's cursor."""
    known = await Known.read(context.database, user_id)
    after = tuple(decode_cursor(cursor, int, str)) if cursor is not None else None
    found = [
        entry
        for entry in context.catalogue.entries()
        if wanted.matches(entry, known.statuses.get(entry.id))
        and (after is None or entry.sort_key > after)
    ]
    more = encode_cursor(*found[limit - 1].sort_key) if len(found) > limit else None
    return [known.item_json(entry) for entry in found[:limit]], more


async def get_problem(context: Context, user_id: str | None, problem_id: str) -> Json:
    """Return all that a candidate may see of a problem. Raises NotFound."""
    entry = context.catalogue.get(problem_id)
    known = await Known.read(context.database, user_id, problem_id)
    view = await context.catalogue.get_view(entry)
    around = await context.database.read(lambda connection: count_around(connection, entry.id))
    used = await choose_used(context.database, user_id, [entry.source])
    return {
        **view,
        **known.item_json(entry),
        "version": entry.version,
        "around": around,
        "used": shown(used.get(entry.id)),
    }


@dataclass(frozen=True, slots=True)
class Known:
    """What stands in the database of the problems, for one caller."""

    statuses: dict[str, Status]
    given_up: frozenset[str]
    counts: dict[str, Count]

    @classmethod
    async def read(
        cls, database: Database, user_id: str | None, problem_id: str | None = None
    ) -> "Known":
        """Read it, the counts only of one problem if it is named."""
        return cls(
            await read_statuses(database, user_id),
            await read_given_up(database, user_id),
            await read_counts(database, problem_id),
        )

    def item_json(self, entry: Entry) -> Json:
        """Return a problem as the catalogue lists it."""
        return entry.listed | {
            "status": self.statuses.get(entry.id),
            "given_up": entry.id in self.given_up,
            "acceptance": self.counts.get(entry.id, Count()).acceptance,
        }
