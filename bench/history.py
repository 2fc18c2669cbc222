"""Years of attempts, made up and written straight into a database, with all that is counted."""

import random
import uuid
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, insert, update

from api.statistics.counters import two_digits
from api.store.session import Database
from api.store.tables import (
    ActiveDay,
    Base,
    DiagnosisCount,
    Journey,
    Submission,
    TestCount,
    UsageCount,
    User,
    VerdictCount,
    utc_now,
)

_CHUNK = 5000
_DAYS = 365
_CODE = "import numpy as np\n\n\ndef solve(x):\n    return np.asarray(x) * 2.0\n"
_WRONG = {"code": "factor", "message": "Every number is twice what it should be."}
_OTHERS_ATTEMPTS = 100
_FEWEST_OTHERS = 200
_MINE = 400
Row = dict[str, Any]


class History:
    """So many attempts over the last year: a tenth of them, or four hundred, are one person's.

    Half are at the first problem. There is one other person for each hundred attempts, and at
    least two hundred, so that a page of people is full.
    """

    def __init__(self, attempts: int, me: str, problems: Sequence[str]) -> None:
        """`me`: the id of an account that exists; `problems`: published, at version 1."""
        self._attempts = attempts
        self._share = max(0.1, _MINE / attempts)
        self._me = me
        self._problems = problems
        self._random = random.Random(1)
        self._users = [
            self._id(index) for index in range(max(_FEWEST_OTHERS, attempts // _OTHERS_ATTEMPTS))
        ]
        self._now = utc_now()

    async def write(self, database: Database) -> None:
        """Write it all; takes two or three minutes for a million."""
        await database.write(self._write_users)
        counts = _Counts()
        for rows in self._chunks():
            for row in rows:
                counts.add(row)

            await database.write(_inserting(Submission, rows))
        await database.write(counts.sum_up)
        for table, found in counts.rows().items():
            for begin in range(0, len(found), _CHUNK):
                await database.write(_inserting(table, found[begin : begin + _CHUNK]))

    def _id(self, milliseconds: int) -> str:
        value = milliseconds << 80 | self._random.getrandbits(76) | 0x7 << 76
        return str(uuid.UUID(int=value & ~(0x3 << 62) & ~(0xF << 76) | 0x7 << 76 | 0x2 << 62))

    def _write_users(self, connection: Connection) -> None:
        rows = [
            {
                "id": user,
                "username": f"person.{number}",
                "name_key": f"person.{number}",
                "password_hash": "none",
                "role": "candidate",
                "created_at": self._now,
            }
            for number, user in enumerate(self._users)
        ]
        for begin in range(0, len(rows), _CHUNK):
            connection.execute(insert(User), rows[begin : begin + _CHUNK])

    def _chunks(self) -> Iterator[list[Row]]:
        rows: list[Row] = []
        first = self._now - timedelta(days=_DAYS)
        step = timedelta(days=_DAYS) / self._attempts
        for number in range(self._attempts):
            rows.append(self._row(first + number * step))
            if len(rows) == _CHUNK:
                yield rows
                rows = []
        if rows:
            yield rows

    def _row(self, at: datetime) -> Row:
        pick = self._random
        mine, popular = pick.random() < self._share, pick.random() < 0.5
        accepted = pick.random() < 0.4
        mode = "run" if pick.random() < 0.15 else "submit"
        failed = [] if accepted else ["hidden 1"] if pick.random() < 0.5 else ["shown", "hidden 2"]
        return {
            "id": self._id(int(at.timestamp() * 1000)),
            "user_id": self._me if mine else pick.choice(self._users),
            "problem_id": self._problems[0] if popular else pick.choice(self._problems),
            "version": 1,
            "mode": mode,
            "code": _CODE,
            "status": "done",
            "attempt": 1,
            "created_at": at,
            "finished_at": at,
            "verdict": "accepted" if accepted else "wrong_answer",
            "score": 1.0 if accepted else 0.5,
            "passed": 3 - len(failed),
            "total": 3,
            "time_ms": two_digits(pick.uniform(1, 900)),
            "memory_kib": pick.randrange(100, 90_000),
            "diagnosis": None if accepted else _WRONG,
            "tests": [
                {
                    "name": name,
                    "hidden": name != "shown",
                    "verdict": "wrong_answer" if name in failed else "accepted",
                    "time_ms": 0.5,
                    "diagnosis": _WRONG if name in failed else None,
                }
                for name in ("shown", "hidden 1", "hidden 2")
            ],
        }


def _inserting(table: type[Base], rows: list[Row]) -> Callable[[Connection], None]:
    def store(connection: Connection) -> None:
        connection.execute(insert(table), rows)

    return store


class _Counts:
    """What the service would have counted while these attempts were made."""

    def __init__(self) -> None:
        self._verdicts: Counter[tuple[Any, ...]] = Counter()
        self._usage: Counter[tuple[Any, ...]] = Counter()
        self._tests: dict[tuple[Any, ...], list[int]] = defaultdict(lambda: [0, 0])
        self._causes: Counter[tuple[Any, ...]] = Counter()
        self._days: dict[tuple[Any, ...], list[int]] = defaultdict(lambda: [0, 0])
        self._journeys: dict[tuple[str, str], Row] = {}

    def add(self, row: Row) -> None:
        if row["mode"] != "submit":
            return
        problem, accepted = row["problem_id"], row["verdict"] == "accepted"
        self._verdicts[problem, 1, row["verdict"]] += 1
        day = self._days[row["user_id"], row["created_at"].date()]
        day[0] += 1
        day[1] += accepted
        if accepted:
            for measure in ("time_ms", "memory_kib"):
                self._usage[problem, 1, measure, two_digits(row[measure])] += 1
        else:
            failed = [t["name"] for t in row["tests"] if t["verdict"] != "accepted"]
            for name in failed:
                self._tests[problem, 1, name][0] += 1
                self._tests[problem, 1, name][1] += len(failed) == 1
            self._causes[problem, 1, "factor", ""] += 1
        self._travel(row, accepted=accepted)

    def _travel(self, row: Row, *, accepted: bool) -> None:
        at = row["created_at"]
        way = self._journeys.setdefault(
            (row["user_id"], row["problem_id"]),
            {
                "user_id": row["user_id"],
                "problem_id": row["problem_id"],
                "begun_at": at,
                "failed": 0,
                "solved_at": None,
                "seconds_to_solve": None,
                "attempts_to_solve": None,
            },
        )
        way["seen_at"] = at
        if way["solved_at"] is not None:
            return
        if accepted:
            way["solved_at"] = at
            way["seconds_to_solve"] = (at - way["begun_at"]).total_seconds()
            way["attempts_to_solve"] = way["failed"] + 1
        else:
            way["failed"] += 1

    def sum_up(self, connection: Connection) -> None:
        """Write what stands with each person."""
        sums: Counter[str] = Counter()
        last: dict[str, Any] = {}
        for (user, day), (attempts, _) in self._days.items():
            sums[user] += attempts
            last[user] = max(last.get(user, day), day)
        rows = [{"who": user, "attempts": n, "active_on": last[user]} for user, n in sums.items()]
        if rows:
            table = User.__table__
            connection.execute(
                update(table).where(table.c.id == bindparam("who")),  # type: ignore[arg-type]
                rows,
            )

    def rows(self) -> dict[type[Base], list[Row]]:
        """The rows of each table that counts."""

        def named(names: str, counter: Any, *counts: str) -> list[Row]:
            keys = names.split()
            found = []
            for key, n in counter.items():
                values = [*key, *(n if isinstance(n, list) else [n])]
                found.append(dict(zip([*keys, *counts], values, strict=True)))
            return found

        days = named("user_id day", self._days, "attempts", "right")
        return {
            VerdictCount: named("problem_id version verdict", self._verdicts, "count"),
            UsageCount: named("problem_id version measure value", self._usage, "count"),
            TestCount: named("problem_id version name", self._tests, "failed", "decided"),
            DiagnosisCount: named("problem_id version code detail", self._causes, "count"),
            ActiveDay: [{**row, "answers": 0} for row in days],
            Journey: list(self._journeys.values()),
        }
