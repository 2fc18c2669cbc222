"""Find one's attempts at a problem, and attempts by their verdict, without looking at others.

And count each person's attempts as they happen.
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

FAILED = sa.text("verdict = 'judge_error'")


def upgrade() -> None:
    """Apply."""
    op.create_index(
        "ix_submissions_user_problem_id", "submissions", ["user_id", "problem_id", "mode", "id"]
    )
    op.create_index("ix_submissions_verdict", "submissions", ["verdict", "id"])
    op.drop_index("ix_submissions_judge_error", table_name="submissions")
    op.add_column("users", sa.Column("attempts", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("users", sa.Column("active_on", sa.Date(), nullable=True))
    op.execute(
        "UPDATE users SET"
        " attempts = (SELECT COALESCE(SUM(d.attempts), 0) FROM active_days d"
        " WHERE d.user_id = users.id),"
        " active_on = (SELECT MAX(d.day) FROM active_days d WHERE d.user_id = users.id)"
    )


def downgrade() -> None:
    """Undo."""
    op.drop_column("users", "active_on")
    op.drop_column("users", "attempts")
    op.create_index(
        "ix_submissions_judge_error",
        "submissions",
        ["id"],
        sqlite_where=FAILED,
        postgresql_where=FAILED,
    )
    op.drop_index("ix_submissions_verdict", table_name="submissions")
    op.drop_index("ix_submissions_user_problem_id", table_name="submissions")
