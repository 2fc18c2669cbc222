"""Alembic's entry: runs the migrations over the connection that the service hands in."""

from alembic import context

from api.store.tables import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
)
# The caller's transaction is the transaction: a migration that fails leaves no trace.
context.run_migrations()
