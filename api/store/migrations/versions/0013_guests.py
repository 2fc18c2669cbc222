"""Room between submissions and rejudges for what guests send."""

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply. Only what is not done yet is looked at by priority, but all rejudges keep in step."""
    op.execute("UPDATE submissions SET priority = 3 WHERE mode = 'rejudge'")


def downgrade() -> None:
    """Undo. What guests sent counts as everybody's."""
    op.execute("UPDATE submissions SET priority = 2 WHERE mode = 'rejudge'")
    op.execute("UPDATE submissions SET priority = 0 WHERE priority = 2 AND mode = 'run'")
    op.execute("UPDATE submissions SET priority = 1 WHERE priority = 2 AND mode = 'submit'")
