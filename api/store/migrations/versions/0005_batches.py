"""Batches of submissions."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "batches",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("user_id", sa.String(length=36), nullable=False),
        sa.Column("idempotency_key", sa.String(length=255), nullable=True),
        sa.Column("request_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name="fk_batches_user_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_batches"),
        sa.UniqueConstraint(
            "user_id", "idempotency_key", name="uq_batches_user_id_idempotency_key"
        ),
    )
    op.add_column("submissions", sa.Column("batch_id", sa.String(length=36), nullable=True))
    op.add_column("submissions", sa.Column("batch_position", sa.Integer(), nullable=True))
    op.create_index("ix_submissions_batch_id", "submissions", ["batch_id"])


def downgrade() -> None:
    """Undo. The submissions stay, without their batches."""
    op.drop_index("ix_submissions_batch_id", "submissions")
    op.drop_column("submissions", "batch_position")
    op.drop_column("submissions", "batch_id")
    op.drop_table("batches")
