"""Keep unfinished code, who gave a problem up, who was there last, and what accepted code takes."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

MEASURES = ("time_ms", "memory_kib")
COUNTED = "mode = 'submit' AND status = 'done' AND verdict = 'accepted'"


def upgrade() -> None:
    """Apply."""
    op.add_column("journeys", sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("journeys", sa.Column("given_up_at", sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE journeys SET seen_at = begun_at")
    op.create_index("ix_journeys_seen", "journeys", ["problem_id", "seen_at"])
    op.create_table(
        "code_drafts",
        sa.Column("user_id", sa.String(length=36), nullable=False),
        sa.Column("problem_id", sa.String(length=100), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name="fk_code_drafts_user_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["problem_id"], ["problems.id"], name="fk_code_drafts_problem_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", "problem_id", name="pk_code_drafts"),
    )
    op.create_table(
        "usage_counts",
        sa.Column("problem_id", sa.String(length=100), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("measure", sa.String(length=16), nullable=False),
        sa.Column("value", sa.Float(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["problem_id"], ["problems.id"], name="fk_usage_counts_problem_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint(
            "problem_id", "version", "measure", "value", name="pk_usage_counts"
        ),
    )
    _count_what_was_accepted()


def _count_what_was_accepted() -> None:
    """Fill the counts from the accepted attempts that there are."""
    attempts = sa.table(
        "submissions",
        *(sa.column(name) for name in ("id", "problem_id", "version", *MEASURES)),
    )
    connection = op.get_bind()
    found: Counter[tuple[str, int, str, float]] = Counter()
    for row in _read_all(connection, attempts):
        for measure in MEASURES:
            value = getattr(row, measure)
            if value is not None:
                found[row.problem_id, row.version, measure, float(f"{value:.1e}")] += 1
    names = "problem_id", "version", "measure", "value"
    rows = [dict(zip(names, key, strict=True)) | {"count": n} for key, n in found.items()]
    if rows:
        op.bulk_insert(sa.Table("usage_counts", sa.MetaData(), autoload_with=connection), rows)


def _read_all(connection: sa.Connection, attempts: sa.TableClause) -> Iterator[sa.Row[Any]]:
    """The accepted attempts in their order, some at a time."""
    query = sa.select(attempts).where(sa.text(COUNTED)).order_by(attempts.c.id).limit(1000)
    rows = connection.execute(query).all()
    while rows:
        yield from rows
        rows = connection.execute(query.where(attempts.c.id > rows[-1].id)).all()


def downgrade() -> None:
    """Undo."""
    op.drop_table("usage_counts")
    op.drop_table("code_drafts")
    op.drop_index("ix_journeys_seen", "journeys")
    op.drop_column("journeys", "given_up_at")
    op.drop_column("journeys", "seen_at")
