"""An account's endpoints: made, changed, tried, and looked at."""

import base64
import secrets
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from api.context import Context
from api.errors import Conflict, Invalid, NotFound
from api.ids import is_id, new_id
from api.paging import decode_cursor, encode_cursor
from api.store.session import Database
from api.store.tables import Delivery as DeliveryRow
from api.store.tables import Webhook as WebhookRow
from api.store.tables import utc_now
from api.webhooks.addresses import NotReachable, Outside
from api.webhooks.outbox import DELIVERIES, new_delivery
from api.webhooks.schemas import (
    TEST,
    Delivery,
    NewWebhook,
    Status,
    Webhook,
    WebhookChange,
    WebhookWithSecret,
)

MAX_WEBHOOKS = 10
FORMER_SECRET = timedelta(hours=24)
_SECRET_BYTES = 32
_NONE = "You have no such webhook."


async def create_webhook(context: Context, user_id: str, wish: NewWebhook) -> WebhookWithSecret:
    """Make an endpoint. Raises Invalid for a URL that may not be sent to, Conflict for too many."""
    _check(context.settings.outside, wish.url)
    made = WebhookWithSecret(
        id=new_id(),
        url=wish.url,
        events=list(dict.fromkeys(wish.events)),
        description=wish.description,
        state="active",
        reason=None,
        failing_since=None,
        created_at=utc_now(),
        secret=_new_secret(),
    )
    count = select(func.count()).where(WebhookRow.user_id == user_id)

    def store(connection: Connection) -> None:
        if (connection.scalar(count) or 0) >= MAX_WEBHOOKS:
            raise Conflict(f"An account has at most {MAX_WEBHOOKS} webhooks; delete one first.")
        connection.execute(insert(WebhookRow).values(user_id=user_id, **made.model_dump()))

    await context.database.write(store)
    return made


async def list_webhooks(database: Database, user_id: str) -> list[Webhook]:
    """Return the user's endpoints, newest first."""
    query = select(WebhookRow).where(WebhookRow.user_id == user_id).order_by(WebhookRow.id.desc())
    rows = await database.read(lambda connection: connection.execute(query).all())
    return [_webhook(row) for row in rows]


async def get_webhook(database: Database, user_id: str, webhook_id: str) -> Webhook:
    """Return one of the user's endpoints. Raises NotFound."""
    return _webhook(await database.read(lambda c: _find(c, user_id, webhook_id)))


async def change_webhook(
    context: Context, user_id: str, webhook_id: str, change: WebhookChange
) -> Webhook:
    """Change an endpoint. Raises NotFound, and Invalid for a URL that may not be sent to."""
    values = change.model_dump(exclude_none=True)
    if change.url is not None:
        _check(context.settings.outside, change.url)
    if change.state is not None:
        values |= {"reason": None, "failing_since": None}

    def store(connection: Connection) -> Row[Any]:
        _find(connection, user_id, webhook_id)
        if values:
            this = WebhookRow.id == webhook_id
            connection.execute(update(WebhookRow).where(this).values(values))
        return _find(connection, user_id, webhook_id)

    row = await context.database.write(store)
    context.bus.publish(DELIVERIES)
    return _webhook(row)


async def delete_webhook(database: Database, user_id: str, webhook_id: str) -> None:
    """Delete an endpoint with its ledger. Raises NotFound."""

    def remove(connection: Connection) -> None:
        _find(connection, user_id, webhook_id)
        connection.execute(delete(WebhookRow).where(WebhookRow.id == webhook_id))

    await database.write(remove)


async def renew_secret(database: Database, user_id: str, webhook_id: str) -> WebhookWithSecret:
    """Give an endpoint another secret; for a day the former one signs too. Raises NotFound."""
    secret = _new_secret()

    def store(connection: Connection) -> Row[Any]:
        row = _find(connection, user_id, webhook_id)
        former = {"former_secret": row.secret, "former_until": utc_now() + FORMER_SECRET}
        this = WebhookRow.id == webhook_id
        connection.execute(update(WebhookRow).where(this).values(secret=secret, **former))
        return row

    found = _webhook(await database.write(store))
    return WebhookWithSecret(**found.model_dump(), secret=secret)


async def send_test(
    context: Context, user_id: str, webhook_id: str, wait_seconds: float
) -> Delivery:
    """Send a message that tells of nothing. Raises NotFound, Conflict, TooMany."""
    context.limits.hit("webhook", user_id)
    row = new_delivery(webhook_id, TEST, None)

    def store(connection: Connection) -> None:
        _require_active(_find(connection, user_id, webhook_id))
        connection.execute(insert(DeliveryRow).values(row))

    with context.bus.listen(str(row["id"])) as listener:
        await context.database.write(store)
        context.bus.publish(DELIVERIES)
        if wait_seconds:
            await listener.wait_finished(wait_seconds)
    return await get_delivery(context.database, user_id, webhook_id, str(row["id"]))


async def send_again(
    context: Context, user_id: str, webhook_id: str, delivery_id: str, wait_seconds: float
) -> Delivery:
    """Send a message of the ledger anew, with the same id. Raises NotFound, Conflict, TooMany."""
    context.limits.hit("webhook", user_id)
    await get_delivery(context.database, user_id, webhook_id, delivery_id)
    renew = (
        update(DeliveryRow)
        .where(DeliveryRow.id == delivery_id)
        .values(status="waiting", attempts=0, next_at=utc_now(), finished_at=None)
    )

    def store(connection: Connection) -> None:
        _require_active(_find(connection, user_id, webhook_id))
        connection.execute(renew)

    with context.bus.listen(delivery_id) as listener:
        await context.database.write(store)
        context.bus.publish(DELIVERIES)
        if wait_seconds:
            await listener.wait_finished(wait_seconds)
    return await get_delivery(context.database, user_id, webhook_id, delivery_id)


async def list_deliveries(
    database: Database,
    user_id: str,
    webhook_id: str,
    status: Status | None,
    cursor: str | None,
    limit: int,
) -> tuple[list[Delivery], str | None]:
    """Return a page of an endpoint's ledger, newest first, and the next page's cursor."""
    query = (
        select(DeliveryRow)
        .where(DeliveryRow.webhook_id == webhook_id)
        .order_by(DeliveryRow.id.desc())
        .limit(limit + 1)
    )
    if status is not None:
        query = query.where(DeliveryRow.status == status)
    if cursor is not None:
        query = query.where(DeliveryRow.id < decode_cursor(cursor, str)[0])

    def read(connection: Connection) -> list[Row[Any]]:
        _find(connection, user_id, webhook_id)
        return list(connection.execute(query).all())

    rows = await database.read(read)
    more = encode_cursor(rows[limit - 1].id) if len(rows) > limit else None
    return [_delivery(row) for row in rows[:limit]], more


async def get_delivery(
    database: Database, user_id: str, webhook_id: str, delivery_id: str
) -> Delivery:
    """Return a message of one of the user's endpoints. Raises NotFound."""
    query = select(DeliveryRow).where(
        DeliveryRow.id == delivery_id, DeliveryRow.webhook_id == webhook_id
    )

    def read(connection: Connection) -> Row[Any] | None:
        _find(connection, user_id, webhook_id)
        return connection.execute(query).one_or_none()

    row = await database.read(read) if is_id(delivery_id) and is_id(webhook_id) else None
    if row is None:
        raise NotFound("There is no such delivery of a webhook of yours.")
    return _delivery(row)


def _find(connection: Connection, user_id: str, webhook_id: str) -> Row[Any]:
    query = select(WebhookRow).where(WebhookRow.id == webhook_id, WebhookRow.user_id == user_id)
    row = connection.execute(query).one_or_none() if is_id(webhook_id) else None
    if row is None:
        raise NotFound(_NONE)
    return row


def _require_active(row: Row[Any]) -> None:
    if row.state != "active":
        raise Conflict(f"This webhook is {row.state}: make it active first.")


def _check(outside: Outside, url: str) -> None:
    try:
        outside.check_url(url)
    except NotReachable as error:
        raise Invalid(str(error), field="url") from error


def _new_secret() -> str:
    return "whsec_" + base64.b64encode(secrets.token_bytes(_SECRET_BYTES)).decode()


def _webhook(row: Row[Any]) -> Webhook:
    return Webhook.model_validate(row, from_attributes=True)


def _delivery(row: Row[Any]) -> Delivery:
    return Delivery(
        **{name: getattr(row, name) for name in Delivery.model_fields if name != "subject"},
        subject=row.subject_id,
    )
