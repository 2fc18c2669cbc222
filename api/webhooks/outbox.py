"""Messages about what a transaction does, written in that transaction.

So a verdict that is recorded is announced, whatever happens to this process next, and one that is
not recorded never is.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Exists, Row, bindparam, exists, func, insert, select

from api.ids import new_id
from api.store.tables import UNFINISHED, BatchRow, Delivery, Submission, Webhook, utc_now
from api.webhooks.schemas import Happening

DELIVERIES = "deliveries"
"""What to publish on the bus after the commit, so that waiting messages are sent at once."""

# Made once, because every verdict asks it.
_HOOKS = select(Webhook.id, Webhook.events).where(Webhook.user_id == bindparam("owner"))


def are_told(owner: Any) -> Exists:
    """Tell, within another statement, whether the user with this id (a column) has endpoints."""
    return exists().where(Webhook.user_id == owner)


def announce_verdict(connection: Connection, user_id: str, submission_id: str) -> bool:
    """Tell the user's endpoints that a submission is done; tell whether there is something to send.

    It tells of its batch too, when this was the last one of it.
    """
    hooks = connection.execute(_HOOKS, {"owner": user_id}).all()
    told = _tell(connection, hooks, Happening.SUBMISSION_DONE, submission_id)
    if any(Happening.BATCH_DONE in hook.events for hook in hooks):
        batch_id = connection.scalar(
            select(Submission.batch_id).where(Submission.id == submission_id)
        )
        if batch_id is not None and _is_done(connection, batch_id):
            told = _tell(connection, hooks, Happening.BATCH_DONE, batch_id) or told
    return told


def announce_rejudged(connection: Connection, user_id: str, submission_id: str) -> None:
    """Tell the user's endpoints that a submission has another verdict or score now."""
    hooks = connection.execute(_HOOKS, {"owner": user_id}).all()
    _tell(connection, hooks, Happening.SUBMISSION_REJUDGED, submission_id)


def _is_done(connection: Connection, batch_id: str) -> bool:
    # Of two transactions that end the last two, the second must see what the first has written.
    connection.execute(select(BatchRow.id).where(BatchRow.id == batch_id).with_for_update())
    left = select(func.count()).where(UNFINISHED, Submission.batch_id == batch_id)
    return not connection.scalar(left)


def _tell(connection: Connection, hooks: Sequence[Row[Any]], event: str, subject_id: str) -> bool:
    rows = [new_delivery(hook.id, event, subject_id) for hook in hooks if event in hook.events]
    if rows:
        connection.execute(insert(Delivery), rows)
    return bool(rows)


def new_delivery(webhook_id: str, event: str, subject_id: str | None) -> dict[str, object]:
    """Return the row of a message that is to be sent now."""
    now = utc_now()
    return {
        "id": new_id(),
        "webhook_id": webhook_id,
        "event": event,
        "subject_id": subject_id,
        "status": "waiting",
        "attempts": 0,
        "next_at": now,
        "created_at": now,
    }
