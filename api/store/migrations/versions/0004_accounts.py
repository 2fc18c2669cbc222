"""Scopes and ends of tokens, sessions that can be listed, invitations, closed accounts."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

# What tokens were good for until now: all that their owner's role allows.
ALL_SCOPES = json.dumps(["read", "submit", "author", "admin"])


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "invitations",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("uses_left", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_invitations"),
        sa.UniqueConstraint("code_hash", name="uq_invitations_code_hash"),
    )
    op.add_column("users", sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE users SET role = 'candidate' WHERE role = 'user'")
    op.add_column(
        "sessions", sa.Column("id", sa.String(length=64), nullable=False, server_default="")
    )
    op.execute("UPDATE sessions SET id = substr(token_hash, 1, 32)")
    op.add_column(
        "sessions", sa.Column("about", sa.String(length=200), nullable=False, server_default="")
    )
    op.add_column(
        "tokens", sa.Column("scopes", sa.JSON(), nullable=False, server_default=ALL_SCOPES)
    )
    op.add_column("tokens", sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("tokens", sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Take back. Invitations, scopes and ends of tokens are lost."""
    for column in ("last_used_at", "expires_at", "scopes"):
        op.drop_column("tokens", column)
    for column in ("about", "id"):
        op.drop_column("sessions", column)
    op.execute("UPDATE users SET role = 'user' WHERE role IN ('candidate', 'author')")
    op.drop_column("users", "disabled_at")
    op.drop_table("invitations")
