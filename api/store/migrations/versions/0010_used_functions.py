"""Keep with a submission whose functions of other problems its code could call."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply. What came before was judged with the references' functions, as nothing says now."""
    op.add_column("submissions", sa.Column("used", sa.JSON(), nullable=True))


def downgrade() -> None:
    """Undo."""
    op.drop_column("submissions", "used")
