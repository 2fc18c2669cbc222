"""Keep labs, questions and courses beside problems, and people's answers to them."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column(
        "problems",
        sa.Column("kind", sa.String(length=16), nullable=False, server_default="problem"),
    )
    op.create_table(
        "answers",
        sa.Column("user_id", sa.String(length=36), nullable=False),
        sa.Column("document_id", sa.String(length=100), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("answer", sa.JSON(), nullable=False),
        sa.Column("grade", sa.JSON(), nullable=False),
        sa.Column("right", sa.Boolean(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("solved_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["document_id"], ["problems.id"], name="fk_answers_document_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name="fk_answers_user_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", "document_id", "part", name="pk_answers"),
    )


def downgrade() -> None:
    """Undo: what is no problem goes, since nothing here would know what it is."""
    op.drop_table("answers")
    op.execute("DELETE FROM problems WHERE kind != 'problem'")
    op.drop_column("problems", "kind")
