"""Keep notes, and own inputs with unfinished code."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("code_drafts", sa.Column("inputs", sa.JSON(none_as_null=True), nullable=True))
    op.create_table(
        "notes",
        sa.Column("user_id", sa.String(length=36), nullable=False),
        sa.Column("document_id", sa.String(length=100), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name="fk_notes_user_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["problems.id"], name="fk_notes_document_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", "document_id", name="pk_notes"),
    )


def downgrade() -> None:
    """Undo. The notes are lost."""
    op.drop_table("notes")
    with op.batch_alter_table("code_drafts") as table:
        table.drop_column("inputs")
