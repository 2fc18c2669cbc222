"""Count what people do day by day, and keep when what they know is due again."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

ATTEMPTS = """
INSERT INTO active_days (user_id, day, attempts, answers, "right")
SELECT user_id, date(created_at), count(*), 0, sum(CASE verdict WHEN 'accepted' THEN 1 ELSE 0 END)
FROM submissions
WHERE mode = 'submit' AND status = 'done' AND verdict != 'judge_error'
GROUP BY user_id, date(created_at)
"""


def upgrade() -> None:
    """Apply. Days with answers alone count from now on: only the last answer's day is known."""
    op.create_table(
        "active_days",
        sa.Column("user_id", sa.String(length=36), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("answers", sa.Integer(), nullable=False),
        sa.Column("right", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name="fk_active_days_user_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", "day", name="pk_active_days"),
    )
    op.execute(ATTEMPTS)
    op.create_table(
        "reviews",
        sa.Column("user_id", sa.String(length=36), nullable=False),
        sa.Column("document_id", sa.String(length=100), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stability", sa.Float(), nullable=False),
        sa.Column("difficulty", sa.Float(), nullable=False),
        sa.Column("reviews", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name="fk_reviews_user_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["problems.id"], name="fk_reviews_document_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", "document_id", "part", name="pk_reviews"),
    )
    op.create_index("ix_reviews_due", "reviews", ["user_id", "due_at"])


def downgrade() -> None:
    """Undo."""
    op.drop_table("reviews")
    op.drop_table("active_days")
