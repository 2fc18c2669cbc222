"""Attempts whose code is no longer kept."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column(
        "submissions", sa.Column("code_removed_at", sa.DateTime(timezone=True), nullable=True)
    )


def downgrade() -> None:
    """Undo. Code that was removed stays away."""
    op.drop_column("submissions", "code_removed_at")
