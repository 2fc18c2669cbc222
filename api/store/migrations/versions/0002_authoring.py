"""Note who published and withdrew what, and keep an audit of admin acts."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("problems", sa.Column("withdrawn_by", sa.String(length=32), nullable=True))
    op.add_column("problems", sa.Column("updated_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("problem_versions", sa.Column("created_by", sa.String(length=32), nullable=True))
    op.add_column("problem_versions", sa.Column("note", sa.String(length=300), nullable=True))
    op.add_column("problem_versions", sa.Column("mutants", sa.JSON(), nullable=True))
    # A problem whose file went away is no longer bound to that file: see ProblemRow.
    op.execute("UPDATE problems SET folder_hash = NULL WHERE withdrawn_at IS NOT NULL")
    op.create_table(
        "audit",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("who", sa.String(length=32), nullable=False),
        sa.Column("act", sa.String(length=32), nullable=False),
        sa.Column("problem_id", sa.String(length=100), nullable=True),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit"),
    )
    op.create_index("ix_audit_problem_id", "audit", ["problem_id", "id"])


def downgrade() -> None:
    """Undo."""
    op.drop_table("audit")
    for column in ("mutants", "note", "created_by"):
        op.drop_column("problem_versions", column)
    for column in ("updated_at", "withdrawn_by"):
        op.drop_column("problems", column)
