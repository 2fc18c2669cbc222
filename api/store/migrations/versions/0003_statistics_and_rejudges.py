"""Count verdicts, failing tests and causes by version; follow people; judge attempts anew."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

UNFINISHED = sa.text("status IN ('queued', 'running')")
JUDGED = "mode = 'submit' AND status = 'done' AND verdict != 'judge_error'"


def upgrade() -> None:
    """Apply."""
    op.add_column(
        "submissions",
        sa.Column("priority", sa.SmallInteger(), nullable=False, server_default="1"),
    )
    op.execute("UPDATE submissions SET priority = 0 WHERE mode = 'run'")
    op.drop_index("ix_submissions_unfinished", "submissions")
    _unfinished("priority")
    op.create_index("ix_submissions_problem_id", "submissions", ["problem_id", "id"])
    _create_counts()
    _create_people()
    _create_rejudges()
    _count_what_was_judged()
    op.drop_column("problems", "judged_count")
    op.drop_column("problems", "accepted_count")


def _unfinished(first: str) -> None:
    op.create_index(
        "ix_submissions_unfinished",
        "submissions",
        [first, "id"],
        sqlite_where=UNFINISHED,
        postgresql_where=UNFINISHED,
    )


def _of_problem(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["problem_id"], ["problems.id"], name=f"fk_{table}_problem_id", ondelete="CASCADE"
    )


def _of_user(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["user_id"], ["users.id"], name=f"fk_{table}_user_id", ondelete="CASCADE"
    )


def _create_counts() -> None:
    for table, keys, counters in (
        ("verdict_counts", {"verdict": 32}, ("count",)),
        ("test_counts", {"name": 320}, ("failed", "decided")),
        ("diagnosis_counts", {"code": 64, "detail": 300}, ("count",)),
    ):
        op.create_table(
            table,
            sa.Column("problem_id", sa.String(length=100), nullable=False),
            sa.Column("version", sa.Integer(), nullable=False),
            *(sa.Column(key, sa.String(length=size), nullable=False) for key, size in keys.items()),
            *(sa.Column(counter, sa.Integer(), nullable=False) for counter in counters),
            _of_problem(table),
            sa.PrimaryKeyConstraint("problem_id", "version", *keys, name=f"pk_{table}"),
        )


def _create_people() -> None:
    op.create_table(
        "journeys",
        sa.Column("user_id", sa.String(length=36), nullable=False),
        sa.Column("problem_id", sa.String(length=100), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.Column("solved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seconds_to_solve", sa.Float(), nullable=True),
        sa.Column("attempts_to_solve", sa.Integer(), nullable=True),
        _of_problem("journeys"),
        _of_user("journeys"),
        sa.PrimaryKeyConstraint("user_id", "problem_id", name="pk_journeys"),
    )
    op.create_index("ix_journeys_seconds", "journeys", ["problem_id", "seconds_to_solve"])
    op.create_index("ix_journeys_attempts", "journeys", ["problem_id", "attempts_to_solve"])
    op.create_index("ix_journeys_failed", "journeys", ["problem_id", "failed"])
    op.create_table(
        "hint_openings",
        sa.Column("problem_id", sa.String(length=100), nullable=False),
        sa.Column("hint", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.String(length=36), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        _of_problem("hint_openings"),
        _of_user("hint_openings"),
        sa.PrimaryKeyConstraint("problem_id", "hint", "user_id", name="pk_hint_openings"),
    )


def _create_rejudges() -> None:
    op.create_table(
        "rejudgings",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("problem_id", sa.String(length=100), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("apply", sa.Boolean(), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("last_id", sa.String(length=36), nullable=False),
        sa.Column("reached_id", sa.String(length=36), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.Column("applied", sa.Integer(), nullable=False),
        sa.Column("tally", sa.JSON(), nullable=False),
        sa.Column("created_by", sa.String(length=32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        _of_problem("rejudgings"),
        sa.PrimaryKeyConstraint("id", name="pk_rejudgings"),
    )
    op.create_index("ix_rejudgings_problem_id", "rejudgings", ["problem_id", "id"])
    op.create_table(
        "rejudge_items",
        sa.Column("rejudging_id", sa.String(length=36), nullable=False),
        sa.Column("original_id", sa.String(length=36), nullable=False),
        sa.Column("submission_id", sa.String(length=36), nullable=True),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("changed", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("before", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(
            ["rejudging_id"],
            ["rejudgings.id"],
            name="fk_rejudge_items_rejudging_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["original_id"],
            ["submissions.id"],
            name="fk_rejudge_items_original_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submissions.id"],
            name="fk_rejudge_items_submission_id",
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("rejudging_id", "original_id", name="pk_rejudge_items"),
        sa.UniqueConstraint("submission_id", name="uq_rejudge_items_submission_id"),
    )
    op.create_index("ix_rejudge_items_original_id", "rejudge_items", ["original_id"])
    place = ["rejudging_id", "state", "original_id"]
    op.create_index("ix_rejudge_items_state", "rejudge_items", place)
    place = ["rejudging_id", "changed", "original_id"]
    op.create_index("ix_rejudge_items_changed", "rejudge_items", place)


def _count_what_was_judged() -> None:
    """Fill the new tables from the attempts that there are, as if they had been kept all along."""
    op.execute(
        "INSERT INTO verdict_counts (problem_id, version, verdict, count) "
        "SELECT problem_id, version, verdict, COUNT(*) FROM submissions "
        f"WHERE {JUDGED} GROUP BY problem_id, version, verdict"
    )
    attempts = sa.table(
        "submissions",
        sa.column("id", sa.String()),
        sa.column("user_id", sa.String()),
        sa.column("problem_id", sa.String()),
        sa.column("version", sa.Integer()),
        sa.column("verdict", sa.String()),
        sa.column("created_at", sa.DateTime(timezone=True)),
        sa.column("tests", sa.JSON()),
        sa.column("diagnosis", sa.JSON()),
    )
    failed: Counter[tuple[str, int, str]] = Counter()
    decided: Counter[tuple[str, int, str]] = Counter()
    causes: Counter[tuple[str, int, str, str]] = Counter()
    people: dict[tuple[str, str], dict[str, object]] = {}
    connection = op.get_bind()
    for row in _read_all(connection, attempts):
        key = row.problem_id, row.version
        names = [
            test["name"][:320]
            for test in row.tests or []
            if test["verdict"] != "accepted" and (test["diagnosis"] or {}).get("code") != "not_run"
        ]
        failed.update((*key, name) for name in names)
        decided.update((*key, name) for name in names if len(names) == 1)
        if row.diagnosis:
            code = row.diagnosis["code"]
            detail = row.diagnosis["message"] if code == "known_mistake" else ""
            causes[(*key, code[:64], detail[:300])] += 1
        way = people.setdefault(
            (row.user_id, row.problem_id), {"begun_at": row.created_at, "failed": 0}
        )
        if "solved_at" not in way and row.verdict == "accepted":
            way["solved_at"] = row.created_at
            way["seconds_to_solve"] = (row.created_at - way["begun_at"]).total_seconds()
            way["attempts_to_solve"] = way["failed"] + 1  # type: ignore[operator]
        elif "solved_at" not in way:
            way["failed"] += 1  # type: ignore[operator]
    tests = [
        dict(zip(("problem_id", "version", "name"), key, strict=True))
        | {"failed": count, "decided": decided[key]}
        for key, count in failed.items()
    ]
    found = [
        dict(zip(("problem_id", "version", "code", "detail"), key, strict=True)) | {"count": count}
        for key, count in causes.items()
    ]
    unsolved = dict.fromkeys(("solved_at", "seconds_to_solve", "attempts_to_solve"))
    ways = [
        {"user_id": user, "problem_id": problem, **unsolved, **way}
        for (user, problem), way in people.items()
    ]
    for table, rows in (("test_counts", tests), ("diagnosis_counts", found), ("journeys", ways)):
        if rows:
            op.bulk_insert(sa.Table(table, sa.MetaData(), autoload_with=connection), rows)


def _read_all(connection: sa.Connection, attempts: sa.TableClause) -> Iterator[sa.Row[Any]]:
    """The judged attempts in their order, a few at a time: their tests may be large.

    A cursor held open would keep PostgreSQL from changing the table afterwards.
    """
    query = sa.select(attempts).where(sa.text(JUDGED)).order_by(attempts.c.id).limit(200)
    rows = connection.execute(query).all()
    while rows:
        yield from rows
        rows = connection.execute(query.where(attempts.c.id > rows[-1].id)).all()


def downgrade() -> None:
    """Undo."""
    for counter in ("judged_count", "accepted_count"):
        op.add_column(
            "problems", sa.Column(counter, sa.Integer(), nullable=False, server_default="0")
        )
    of_problem = "WHERE verdict_counts.problem_id = problems.id"
    counts = f"SELECT COALESCE(SUM(count), 0) FROM verdict_counts {of_problem}"
    op.execute(f"UPDATE problems SET judged_count = ({counts})")
    op.execute(f"UPDATE problems SET accepted_count = ({counts} AND verdict = 'accepted')")
    op.drop_table("rejudge_items")
    op.drop_table("rejudgings")
    op.execute("DELETE FROM submissions WHERE mode = 'rejudge'")
    for table in (
        "hint_openings",
        "journeys",
        "diagnosis_counts",
        "test_counts",
        "verdict_counts",
    ):
        op.drop_table(table)
    op.drop_index("ix_submissions_problem_id", "submissions")
    op.drop_index("ix_submissions_unfinished", "submissions")
    op.drop_column("submissions", "priority")
    _unfinished("mode")
