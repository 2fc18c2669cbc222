"""Whose turn it is to be judged."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

UNFINISHED = sa.text("status IN ('queued', 'running')")


def upgrade() -> None:
    """Apply."""
    op.add_column(
        "submissions", sa.Column("turn", sa.Integer(), nullable=False, server_default="0")
    )
    op.drop_index("ix_submissions_unfinished", "submissions")
    _unfinished("priority", "turn", "id")


def downgrade() -> None:
    """Undo."""
    op.drop_index("ix_submissions_unfinished", "submissions")
    op.drop_column("submissions", "turn")
    _unfinished("priority", "id")


def _unfinished(*columns: str) -> None:
    op.create_index(
        "ix_submissions_unfinished",
        "submissions",
        list(columns),
        sqlite_where=UNFINISHED,
        postgresql_where=UNFINISHED,
    )
