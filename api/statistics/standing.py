"""How an accepted submission stands among the others, by time and by memory.

Read from counts, a few hundred rows at most: it costs the same after a million attempts.
"""

import math
from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, func, select

from api.context import Context
from api.errors import NotFound
from api.ids import is_id
from api.statistics.counters import MEASURES, two_digits
from api.statistics.schemas import Bucket, Distribution, Standing
from api.store.tables import Journey, Submission, UsageCount
from judge.verdict import Verdict

LEAST_OTHERS = 5
"""Among fewer a share says nothing."""
LEAST_PEOPLE = 5
"""Of fewer other people it could be told who took how long."""
MOST_BUCKETS = 12

Counted = Sequence[tuple[float, int]]
"""Values, ascending, and how often each was taken."""


async def get_standing(context: Context, user_id: str, submission_id: str) -> Standing:
    """Return how one's own accepted submission stands. Raises NotFound."""
    columns = (Submission.problem_id, Submission.version, Submission.time_ms, Submission.memory_kib)
    query = select(*columns).where(
        Submission.id == submission_id,
        Submission.user_id == user_id,
        Submission.mode == "submit",
        Submission.verdict == Verdict.ACCEPTED.value,
    )

    def read(connection: Connection) -> Standing | None:
        row = connection.execute(query).one_or_none()
        if row is None:
            return None
        mine = {
            name: two_digits(getattr(row, name))
            for name in MEASURES
            if getattr(row, name) is not None
        }
        taken = _read_counts(connection, row.problem_id, row.version)
        shown = _is_among_people(connection, row.problem_id, user_id)
        return _stand(mine, taken, shown)

    found = await context.database.read(read) if is_id(submission_id) else None
    if found is None:
        raise NotFound("You have no such accepted submission.")
    return found


def _read_counts(connection: Connection, problem_id: str, version: int) -> dict[str, Counted]:
    query = (
        select(UsageCount.measure, UsageCount.value, UsageCount.count)
        .where(UsageCount.problem_id == problem_id, UsageCount.version == version)
        .where(UsageCount.count > 0)
        .order_by(UsageCount.value)
    )
    counts: dict[str, list[tuple[float, int]]] = {measure: [] for measure in MEASURES}
    for measure, value, count in connection.execute(query):
        counts[measure].append((float(value), int(count)))
    return dict(counts)


def _is_among_people(connection: Connection, problem_id: str, user_id: str) -> bool:
    """Tell whether enough other people have solved a problem, in whatever version."""
    others = (
        select(Journey.user_id)
        .where(
            Journey.problem_id == problem_id,
            Journey.user_id != user_id,
            Journey.solved_at.is_not(None),
        )
        .limit(LEAST_PEOPLE)
    )
    people = connection.scalar(select(func.count()).select_from(others.subquery())) or 0
    return people >= LEAST_PEOPLE


def _stand(mine: Mapping[str, float], taken: Mapping[str, Counted], shown: bool) -> Standing:
    shares = {name: share_above(mine[name], taken[name]) for name in mine}
    spread = {
        name: Distribution(value=mine[name], buckets=buckets_of(taken[name]))
        for name in mine
        if shown and shares[name][1] is not None
    }
    time, memory = MEASURES
    return Standing(
        others=shares.get(time, (0, None))[0],
        faster_than=shares.get(time, (0, None))[1],
        lighter_than=shares.get(memory, (0, None))[1],
        time_ms=spread.get(time),
        memory_kib=spread.get(memory),
    )


def share_above(value: float, taken: Counted) -> tuple[int, float | None]:
    """Return how many others there are, and what share of them took more than `value`."""
    others = max(sum(count for _, count in taken) - 1, 0)
    above = sum(count for other, count in taken if other > value)
    return others, round(above / others, 4) if others >= LEAST_OTHERS else None


def buckets_of(taken: Counted) -> list[Bucket]:
    """Return `MOST_BUCKETS` of equal width at most; the last takes in the few that took far more.

    Widths are 1, 2 or 5 times a power of ten, so that people can read the ends.
    """
    if not taken:
        return []
    total = sum(count for _, count in taken)
    least = taken[0][0]
    most = _value_at(taken, math.ceil(0.95 * total))
    width = _readable((most - least) / (MOST_BUCKETS - 2)) if most > least else _readable(most / 10)
    first = math.floor(round(least / width, 9))
    counts: dict[int, int] = {}
    for value, count in taken:
        place = min(math.floor(round(value / width, 9)) - first, MOST_BUCKETS - 1)
        counts[place] = counts.get(place, 0) + count
    last = max(counts)
    is_open = taken[-1][0] >= _end(first + last + 1, width)
    return [
        Bucket(
            least=_end(first + place, width),
            below=None if place == last and is_open else _end(first + place + 1, width),
            count=counts.get(place, 0),
        )
        for place in range(last + 1)
    ]


def _end(number: int, width: float) -> float:
    """Return the end of a bucket without the traces of binary fractions."""
    return round(number * width, 9)


def _value_at(taken: Counted, rank: int) -> float:
    """Return the value of that rank, counting from 1."""
    for value, count in taken:
        rank -= count
        if rank <= 0:
            return value
    return taken[-1][0]


def _readable(width: float) -> float:
    """Return the next 1, 2 or 5 times a power of ten."""
    if width <= 0:
        return 1.0
    unit = 10.0 ** math.floor(math.log10(width))
    return next(unit * n for n in (1, 2, 5, 10) if width <= unit * n * (1 + 1e-9))
