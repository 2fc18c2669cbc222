"""Find our own failures at once, rejudge chosen attempts, and have a place to try writing."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

FAILED = sa.text("verdict = 'judge_error'")


def upgrade() -> None:
    """Apply."""
    op.create_index(
        "ix_submissions_judge_error",
        "submissions",
        ["id"],
        sqlite_where=FAILED,
        postgresql_where=FAILED,
    )
    op.add_column("rejudgings", sa.Column("chosen", sa.JSON(none_as_null=True), nullable=True))
    op.create_table(
        "probes",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("filler", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_probes"),
    )


def downgrade() -> None:
    """Undo. A rejudging of chosen attempts would become one of all: it is cancelled."""
    op.execute(
        "UPDATE rejudgings SET status = 'cancelled'"
        " WHERE chosen IS NOT NULL AND status IN ('running', 'judged', 'applying')"
    )
    op.drop_table("probes")
    op.drop_column("rejudgings", "chosen")
    op.drop_index("ix_submissions_judge_error", "submissions")
