"""Migrations with data in the tables: what was there counts, and the way back loses nothing."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from alembic import command
from sqlalchemy import JSON, Connection, DateTime, bindparam, text

from api.store.migrations import alembic_config, current_revision
from api.store.session import Database

pytestmark = pytest.mark.anyio

USERS = ("ada", "bob")
KNOWN = {"code": "known_mistake", "message": "The mean is missing."}
WRONG = [
    {"name": "one", "verdict": "accepted", "diagnosis": None},
    {"name": "two", "verdict": "wrong_answer", "diagnosis": {"code": "values", "message": "m"}},
]
BROKEN = [
    {"name": "one", "verdict": "syntax_error", "diagnosis": {"code": "not_run", "message": "m"}},
]
ATTEMPTS = [
    # user, mode, version, status, verdict, tests, diagnosis, minute
    ("ada", "submit", 1, "done", "wrong_answer", WRONG, KNOWN, 0),
    ("ada", "submit", 1, "done", "syntax_error", BROKEN, {"code": "syntax", "message": "m"}, 1),
    ("ada", "submit", 2, "done", "accepted", [], None, 3),
    ("ada", "submit", 2, "done", "wrong_answer", WRONG, KNOWN, 4),
    ("bob", "submit", 2, "done", "judge_error", [], {"code": "judge_error", "message": "m"}, 5),
    ("bob", "run", 2, "done", "accepted", [], None, 6),
    ("bob", "submit", 2, "queued", None, None, None, 7),
]


def to(revision: str) -> Callable[[Connection], None]:
    """The way to a revision, up or down."""

    def move(connection: Connection) -> None:
        now = current_revision(connection) or ""
        way = command.upgrade if now < revision else command.downgrade
        way(alembic_config(connection), revision)

    return move


def rows(connection: Connection, query: str) -> list[tuple[Any, ...]]:
    """What a query gives, as plain tuples."""
    return [tuple(row) for row in connection.execute(text(query))]


def fill(connection: Connection) -> None:
    """Two people's attempts as the second revision keeps them."""
    connection.execute(
        text(
            "INSERT INTO problems (id, current_version, withdrawn_at, judged_count, accepted_count)"
            " VALUES ('p', 2, NULL, 4, 1)"
        )
    )
    for name in USERS:
        connection.execute(
            text(
                "INSERT INTO users (id, username, name_key, password_hash, role, created_at)"
                f" VALUES ('{name}', '{name}', '{name}', 'x', 'user', '2026-01-01 00:00:00')"
            )
        )
    insert = text(
        "INSERT INTO submissions (id, user_id, problem_id, version, mode, code, status, attempt,"
        " failures, created_at, verdict, tests, diagnosis, time_ms) VALUES (:id, :user, 'p',"
        " :version, :mode, 'x', :status, 1, 0, :at, :verdict, :tests, :diagnosis, 1.234)"
    ).bindparams(
        bindparam("at", type_=DateTime(timezone=True)),
        bindparam("tests", type_=JSON()),
        bindparam("diagnosis", type_=JSON()),
    )
    for user, mode, version, status, verdict, tests, diagnosis, minute in ATTEMPTS:
        # Ids sort by time; two made in one millisecond would not.
        values = {
            "id": f"0198-{minute:02}",
            "user": user,
            "version": version,
            "mode": mode,
            "status": status,
        }
        values |= {"at": datetime(2026, 1, 1, 0, minute, tzinfo=UTC), "verdict": verdict}
        values |= {"tests": tests, "diagnosis": diagnosis}
        connection.execute(insert, values)


async def test_what_was_judged_before_is_counted(database_url: str) -> None:
    database = Database(database_url)
    await database.write(to("0002"))
    await database.write(fill)

    for _ in range(2):  # There, and after the way back again.
        await database.write(to("head"))

        def look(connection: Connection) -> None:
            counts = "SELECT version, verdict, count FROM verdict_counts ORDER BY version, verdict"
            assert rows(connection, counts) == [
                (1, "syntax_error", 1),
                (1, "wrong_answer", 1),
                (2, "accepted", 1),
                (2, "wrong_answer", 1),
            ]
            tests = "SELECT version, name, failed, decided FROM test_counts ORDER BY version"
            assert rows(connection, tests) == [(1, "two", 1, 1), (2, "two", 1, 1)]
            causes = "SELECT version, code, detail, count FROM diagnosis_counts ORDER BY 1, 2"
            assert rows(connection, causes) == [
                (1, "known_mistake", "The mean is missing.", 1),
                (1, "syntax", "", 1),
                (2, "known_mistake", "The mean is missing.", 1),
            ]
            ways = "SELECT user_id, failed, seconds_to_solve, attempts_to_solve FROM journeys"
            assert rows(connection, ways) == [("ada", 2, 180.0, 3)]
            ways = "SELECT user_id FROM journeys WHERE seen_at = begun_at AND given_up_at IS NULL"
            assert rows(connection, ways) == [("ada",)]
            taken = "SELECT version, measure, value, count FROM usage_counts"
            assert rows(connection, taken) == [(2, "time_ms", 1.2, 1)]
            order = "SELECT mode, priority FROM submissions GROUP BY mode, priority ORDER BY 2"
            assert rows(connection, order) == [("run", 0), ("submit", 1)]
            assert rows(connection, "SELECT kind FROM problems") == [("problem",)]

        await database.read(look)
        await database.write(to("0002"))
        kept = await database.read(
            lambda c: rows(c, "SELECT judged_count, accepted_count FROM problems")
        )
        assert kept == [(4, 1)]
        submissions = await database.read(lambda c: rows(c, "SELECT id FROM submissions"))
        assert len(submissions) == len(ATTEMPTS)
    await database.close()


async def test_a_withdrawn_problem_of_an_older_release_is_bound_to_no_file(
    database_url: str,
) -> None:
    database = Database(database_url)
    await database.write(to("0001"))

    def withdrawn(connection: Connection) -> None:
        connection.execute(
            text(
                "INSERT INTO problems (id, current_version, folder_hash, withdrawn_at,"
                " judged_count, accepted_count) VALUES ('p', 1, 'x', '2026-01-01', 0, 0),"
                " ('q', 1, 'x', NULL, 0, 0)"
            )
        )

    await database.write(withdrawn)
    await database.write(to("head"))
    bound = await database.read(
        lambda c: rows(c, "SELECT id, folder_hash FROM problems ORDER BY 1")
    )
    assert bound == [("p", None), ("q", "x")]
    await database.close()
