"""Let many machines judge: who they are, whose judging took long, and an index of what runs.

All of it is new and has defaults, so the release before goes on serving meanwhile.
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

RUNNING = sa.text("status = 'running'")
UNFINISHED = sa.text("status IN ('queued', 'running')")


def upgrade() -> None:
    """Apply."""
    op.add_column(
        "users", sa.Column("slow", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.create_table(
        "workers",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("cells", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_workers"),
    )
    op.create_index(
        "ix_submissions_running",
        "submissions",
        ["user_id"],
        sqlite_where=RUNNING,
        postgresql_where=RUNNING,
    )
    op.create_index(
        "ix_submissions_turns",
        "submissions",
        ["user_id", "priority", "turn"],
        sqlite_where=UNFINISHED,
        postgresql_where=UNFINISHED,
    )
    if op.get_bind().dialect.name == "postgresql":
        _install_jobs()


def _install_jobs() -> None:
    """Make PgQueuer's tables as its release that is locked here wants them."""
    from pgqueuer.adapters.persistence.qb import QueryBuilderEnvironment
    from pgqueuer.domain.settings import DBSettings, Durability

    settings = DBSettings(db_schema="jobs", durability=Durability.balanced)
    script = QueryBuilderEnvironment(settings).build_install_query()
    raw = op.get_bind().connection.dbapi_connection
    assert raw is not None
    raw.run_async(lambda connection: connection.execute(script))


def downgrade() -> None:
    """Undo."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP SCHEMA jobs CASCADE")
    op.drop_index("ix_submissions_turns", "submissions")
    op.drop_index("ix_submissions_running", "submissions")
    op.drop_table("workers")
    op.drop_column("users", "slow")
