"""Each person's way through each problem, written only when something new happens on it.

The pairs of person and problem that are known to be under way, or solved, are kept in memory, so
that the second attempt and the second accept cost nothing. The rows decide; this saves asking.
"""

import time
from collections import OrderedDict
from datetime import timedelta

import structlog
from sqlalchemy import Connection, bindparam, func, select, update
from sqlalchemy.exc import SQLAlchemyError

from api.ids import time_of
from api.statistics.counters import Attempt
from api.store.session import Database
from api.store.tables import Journey, Submission, utc_now
from api.store.upsert import insert_new
from judge.verdict import Verdict

log = structlog.get_logger()

KNOWN = 100_000
SEEN_SECONDS = 3600
"""After this long it is noted again that somebody is there."""
AROUND = timedelta(hours=24)
MOST_AROUND = 1000
Pair = tuple[str, str]

# Made once, because every attempt at what is not solved yet carries them out.
_MINE = (
    Journey.user_id == bindparam("of_user"),
    Journey.problem_id == bindparam("of_problem"),
)
_UNSOLVED = update(Journey).where(*_MINE, Journey.solved_at.is_(None))
_FAILED = _UNSOLVED.values(failed=Journey.failed + 1)
_WAY = select(Journey.begun_at, Journey.given_up_at).where(*_MINE, Journey.solved_at.is_(None))


class Known:
    """At most `KNOWN` pairs; those not seen for longest are forgotten first."""

    def __init__(self, seconds: float = float("inf")) -> None:
        """Start with none; each pair is forgotten after `seconds`."""
        self._pairs: OrderedDict[Pair, float] = OrderedDict()
        self._seconds = seconds

    def __contains__(self, pair: Pair) -> bool:
        since = self._pairs.get(pair)
        return since is not None and time.monotonic() - since < self._seconds

    def add(self, pair: Pair) -> None:
        """Keep a pair."""
        self._pairs[pair] = time.monotonic()
        self._pairs.move_to_end(pair)
        while len(self._pairs) > KNOWN:
            self._pairs.popitem(last=False)

    def discard(self, pair: Pair) -> None:
        """Forget a pair."""
        self._pairs.pop(pair, None)


class Journeys:
    """The journeys of one process' people. Call its methods in the event loop."""

    def __init__(self, database: Database) -> None:
        """Know nobody yet."""
        self._database = database
        self._begun = Known(SEEN_SECONDS)
        self._solved = Known()

    async def note_opening(self, user_id: str, problem_id: str) -> None:
        """Note that somebody opens a problem. Never fails: nobody waits for it."""
        if (user_id, problem_id) in self._begun:
            return
        try:
            await self._database.write(lambda c: begin_journey(c, user_id, problem_id))
        except SQLAlchemyError:
            log.warning("an opening was not noted", problem=problem_id)
        else:
            self._begun.add((user_id, problem_id))

    def has_begun(self, user_id: str, problem_id: str) -> bool:
        """Tell whether it was noted of late that somebody is there."""
        return (user_id, problem_id) in self._begun

    def has_solved(self, user_id: str, problem_id: str) -> bool:
        """Tell whether the journey is known to be at its end.

        Where other processes may have judged its attempts anew, that is never known.
        """
        return (user_id, problem_id) in self._solved and not self._database.shared

    def remember(self, user_id: str, problem_id: str, solved: bool = False) -> None:
        """Keep what a committed transaction has written."""
        (self._solved if solved else self._begun).add((user_id, problem_id))

    def forget_solved(self, user_id: str, problem_id: str) -> None:
        """Ask the row again: the attempt that solved it may have been judged anew."""
        self._solved.discard((user_id, problem_id))


def begin_journey(connection: Connection, user_id: str, problem_id: str) -> None:
    """Begin a journey; of one that has begun, note that the person is there."""
    now = utc_now()
    row = {"user_id": user_id, "problem_id": problem_id, "begun_at": now, "seen_at": now}
    if not insert_new(connection, Journey, {**row, "failed": 0}):
        mine = Journey.user_id == user_id, Journey.problem_id == problem_id
        connection.execute(update(Journey).where(*mine).values(seen_at=now))


def count_around(connection: Connection, problem_id: str) -> int:
    """Count the people who opened or tried a problem in the last day: `MOST_AROUND` at most."""
    around = (
        select(Journey.problem_id)  # It is in the index: no row is looked up.
        .where(Journey.problem_id == problem_id, Journey.seen_at > utc_now() - AROUND)
        .limit(MOST_AROUND)
    )
    return connection.scalar(select(func.count()).select_from(around.subquery())) or 0


def give_up(connection: Connection, user_id: str, problem_id: str) -> None:
    """Note that somebody gives a problem up that is not solved. Once is enough."""
    begin_journey(connection, user_id, problem_id)
    mine = Journey.user_id == user_id, Journey.problem_id == problem_id
    open_ = Journey.solved_at.is_(None), Journey.given_up_at.is_(None)
    connection.execute(update(Journey).where(*mine, *open_).values(given_up_at=utc_now()))


def advance_journey(connection: Connection, attempt: Attempt, accepted: bool) -> None:
    """Add an attempt to a journey that is not at its end."""
    mine = {"of_user": attempt.user_id, "of_problem": attempt.problem_id}
    if not accepted:
        connection.execute(_FAILED, mine)
        return
    way = connection.execute(_WAY, mine).one_or_none()
    if way is None:
        return
    solved_at = time_of(attempt.submission_id)
    if way.given_up_at is not None and way.given_up_at <= solved_at:
        connection.execute(_UNSOLVED.values(solved_at=solved_at), mine)
        return
    end = {
        "solved_at": solved_at,
        "seconds_to_solve": max((solved_at - way.begun_at).total_seconds(), 0.0),
        "attempts_to_solve": Journey.failed + 1,
    }
    connection.execute(_UNSOLVED.values(end), mine)


def retrace_journey(connection: Connection, user_id: str, problem_id: str) -> None:
    """Walk a journey anew, from the attempts as they are judged now."""
    mine = Journey.user_id == user_id, Journey.problem_id == problem_id
    start = {"failed": 0, "solved_at": None, "seconds_to_solve": None, "attempts_to_solve": None}
    connection.execute(update(Journey).where(*mine).values(start))
    attempts = (
        select(Submission.id, Submission.version, Submission.verdict)
        .where(
            Submission.user_id == user_id,
            Submission.problem_id == problem_id,
            Submission.mode == "submit",
            Submission.status == "done",
            Submission.verdict != Verdict.JUDGE_ERROR.value,
        )
        .order_by(Submission.id)
    )
    failed = 0
    for row in connection.execute(attempts):
        if row.verdict != Verdict.ACCEPTED.value:
            failed += 1
            continue
        connection.execute(update(Journey).where(*mine).values(failed=failed))
        attempt = Attempt(row.id, user_id, problem_id, row.version)
        advance_journey(connection, attempt, accepted=True)
        return
    connection.execute(update(Journey).where(*mine).values(failed=failed))
