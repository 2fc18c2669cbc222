"""Look for a part of a name in names alone, newest account first, without reading whole rows."""

from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_index("ix_users_id_name_key", "users", ["id", "name_key"])


def downgrade() -> None:
    """Undo."""
    op.drop_index("ix_users_id_name_key", table_name="users")
