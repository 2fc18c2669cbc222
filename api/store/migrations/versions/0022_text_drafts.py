"""Keep what is being written into labs and questions."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "text_drafts",
        sa.Column("user_id", sa.String(length=36), nullable=False),
        sa.Column("document_id", sa.String(length=100), nullable=False),
        sa.Column("place", sa.String(length=20), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name="fk_text_drafts_user_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["problems.id"], name="fk_text_drafts_document_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", "document_id", "place", name="pk_text_drafts"),
    )


def downgrade() -> None:
    """Undo. What was being written is lost, but in the browsers."""
    op.drop_table("text_drafts")
