"""Sends what the outbox holds, and keeps the ledger of it.

Each message is tried until the endpoint takes it (status 2xx), about 24 hours long, with growing
pauses. It may arrive twice: the process may die between the answer and the row that tells of it.
Several processes may send at once; a message belongs to who raised its `attempts`, until `next_at`.
"""

import asyncio
import json
import random
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import Connection, delete, func, select, update

from api.batches.service import get_batch
from api.errors import NotFound
from api.judging.events.port import EventBus
from api.metrics import Metrics
from api.store.session import Database
from api.store.tables import Delivery, Webhook, utc_now
from api.submissions.service import get_submission
from api.webhooks.outbox import DELIVERIES
from api.webhooks.posting import Message, Poster, Result
from api.webhooks.schemas import TEST, Happening

log = structlog.get_logger()

AT_ONCE = 16
AT_ONCE_EACH = 4
LOOK_SECONDS = 5.0
PAUSE_SECONDS = 1.0
LEASE = timedelta(seconds=60)
PAUSES = tuple(
    timedelta(seconds=seconds) for seconds in (10, 60, 300, 1800, 2 * 3600, 6 * 3600, 15 * 3600)
)
"""After each failed try but the last, give or take a fifth."""
TRIES = len(PAUSES) + 1
DISABLE_AFTER = timedelta(days=3)
KEEP = timedelta(days=30)
CLEAN_SECONDS = 3600.0
_GONE = 410


@dataclass(frozen=True, slots=True)
class _Claim:
    id: str
    webhook_id: str
    event: str
    subject_id: str | None
    attempts: int
    created_at: datetime
    user_id: str
    url: str
    secret: str
    former_secret: str | None
    former_until: datetime | None


class Sender:
    """One task that sends whatever is due, several messages at once."""

    def __init__(self, database: Database, bus: EventBus, metrics: Metrics, poster: Poster) -> None:
        """Use these parts; `poster` is closed by `stop`."""
        self._database = database
        self._bus = bus
        self._metrics = metrics
        self._poster = poster
        self._sending: dict[asyncio.Task[None], str] = {}
        self._task: asyncio.Task[None] | None = None
        self._cleaned_at = 0.0

    def start(self) -> None:
        """Begin, with what a former process left."""
        self._task = asyncio.create_task(self._work())

    async def stop(self) -> None:
        """Stop at once. What was being sent is tried again by whoever runs next."""
        tasks = {*self._sending, *([self._task] if self._task else [])}
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)
        await self._poster.close()

    async def _work(self) -> None:
        with self._bus.listen(DELIVERIES) as listener:
            while not self._bus.stopping:
                try:
                    await self._clean()
                    while await self._begin():
                        pass
                    await listener.wait_change(await self._seconds_to_next())
                except Exception:  # The database may be away for a while: outlive that.
                    log.exception("sending failed, trying again", pause_seconds=PAUSE_SECONDS)
                    await asyncio.sleep(PAUSE_SECONDS)

    async def _begin(self) -> bool:
        """Begin to send what is due, as far as there is room; tell whether there was anything."""
        room = AT_ONCE - len(self._sending)
        busy = Counter(self._sending.values())
        claims = await self._database.write(lambda c: claim_due(c, room, busy)) if room > 0 else []
        for claim in claims:
            task = asyncio.create_task(self._send(claim))
            self._sending[task] = claim.webhook_id
            task.add_done_callback(self._ended)
        return bool(claims)

    def _ended(self, task: asyncio.Task[None]) -> None:
        del self._sending[task]
        if not task.cancelled() and task.exception() is not None:
            log.error("a delivery was not recorded", exc_info=task.exception())
        self._bus.publish(DELIVERIES)

    async def _seconds_to_next(self) -> float:
        if len(self._sending) >= AT_ONCE:
            return LOOK_SECONDS
        due = await self._database.read(lambda c: c.scalar(_NEXT_DUE))
        left = (due - utc_now()).total_seconds() if due is not None else LOOK_SECONDS
        # An endpoint may have as much under way as it may: then what is due waits for an end.
        return min(max(left, 0.05 if not self._sending else 1.0), LOOK_SECONDS)

    async def _send(self, claim: _Claim) -> None:
        now = utc_now()
        body = await self._body(claim)
        if body is None:
            result = Result(None, "What it tells of was deleted.")
        else:
            secrets = [claim.secret]
            if claim.former_secret and claim.former_until and claim.former_until > now:
                secrets.append(claim.former_secret)
            result = await self._poster.post(claim.url, Message(claim.id, body), secrets, now)
        await self._database.write(lambda c: record(c, claim, result, given_up=body is None))
        outcome = "delivered" if result.delivered else "failed"
        self._metrics.deliveries.labels(outcome).inc()
        self._bus.publish(claim.id, finished=True)
        if not result.delivered:
            log.info(
                "delivery failed",
                delivery=claim.id,
                webhook=claim.webhook_id,
                attempt=claim.attempts,
                error=result.error,
            )

    async def _body(self, claim: _Claim) -> str | None:
        """Return the message as JSON, made from the rows of now; None when they are gone."""
        try:
            data = await self._data(claim)
        except NotFound:
            return None
        message = {"type": claim.event, "timestamp": claim.created_at.isoformat(), "data": data}
        return json.dumps(message, separators=(",", ":"), allow_nan=False)

    async def _data(self, claim: _Claim) -> Any:
        if claim.event == TEST or claim.subject_id is None:
            return {"webhook": claim.webhook_id}
        if claim.event == Happening.BATCH_DONE:
            batch = await get_batch(self._database, claim.user_id, claim.subject_id)
            return batch.model_dump(mode="json")
        return await get_submission(self._database, claim.user_id, claim.subject_id)

    async def _clean(self) -> None:
        now = asyncio.get_running_loop().time()
        if self._cleaned_at and now - self._cleaned_at < CLEAN_SECONDS:
            return
        self._cleaned_at = now
        old = delete(Delivery).where(Delivery.created_at < utc_now() - KEEP)
        await self._database.write(lambda connection: connection.execute(old))


_NEXT_DUE = (
    select(func.min(Delivery.next_at))
    .join(Webhook, Webhook.id == Delivery.webhook_id)
    .where(Delivery.status == "waiting", Webhook.state == "active")
)


def claim_due(connection: Connection, room: int, busy: Counter[str]) -> list[_Claim]:
    """Take up to `room` messages that are due; `busy` counts what each endpoint has under way."""
    now = utc_now()
    full = [webhook_id for webhook_id, count in busy.items() if count >= AT_ONCE_EACH]
    query = (
        select(
            Delivery.id,
            Delivery.webhook_id,
            Delivery.event,
            Delivery.subject_id,
            Delivery.attempts,
            Delivery.created_at,
            Webhook.user_id,
            Webhook.url,
            Webhook.secret,
            Webhook.former_secret,
            Webhook.former_until,
        )
        .join(Webhook, Webhook.id == Delivery.webhook_id)
        .where(Delivery.status == "waiting", Delivery.next_at <= now, Webhook.state == "active")
        .where(Delivery.webhook_id.not_in(full))
        .order_by(Delivery.next_at)
        .limit(4 * AT_ONCE)
        .with_for_update(skip_locked=True, of=Delivery)
    )
    taken: list[_Claim] = []
    under_way = Counter(busy)
    for row in connection.execute(query):
        if len(taken) < room and under_way[row.webhook_id] < AT_ONCE_EACH:
            under_way[row.webhook_id] += 1
            taken.append(_Claim(**{**row._mapping, "attempts": row.attempts + 1}))
    for claim in taken:
        connection.execute(
            update(Delivery)
            .where(Delivery.id == claim.id)
            .values(attempts=claim.attempts, next_at=now + LEASE)
        )
    return taken


def record(connection: Connection, claim: _Claim, result: Result, *, given_up: bool) -> None:
    """Write what came of a try, unless the message has been taken by another meanwhile."""
    now = utc_now()
    again = not (result.delivered or given_up or claim.attempts >= TRIES)
    values: dict[str, Any] = {"response_status": result.status, "error": result.error}
    if again:
        values["next_at"] = now + PAUSES[claim.attempts - 1] * random.uniform(0.8, 1.2)
    else:
        status = "delivered" if result.delivered else "failed"
        values |= {"status": status, "next_at": None, "finished_at": now}
    mine = Delivery.id == claim.id, Delivery.attempts == claim.attempts
    write = update(Delivery).where(*mine, Delivery.status == "waiting").values(values)
    if connection.execute(write).rowcount and not given_up:
        _judge_endpoint(connection, claim.webhook_id, result, now)


def _judge_endpoint(connection: Connection, webhook_id: str, result: Result, now: datetime) -> None:
    """Note since when an endpoint fails, and disable one that wants no more or fails for days."""
    this = update(Webhook).where(Webhook.id == webhook_id)
    if result.delivered:
        connection.execute(
            this.where(Webhook.failing_since.is_not(None)).values(failing_since=None)
        )
        return
    connection.execute(this.where(Webhook.failing_since.is_(None)).values(failing_since=now))
    if result.status == _GONE:
        reason = "It answered with status 410: it wants no more messages."
        connection.execute(this.values(state="disabled", reason=reason))
        return
    reason = f"No message got through for {DISABLE_AFTER.days} days. The last time: {result.error}"
    late = Webhook.state == "active", Webhook.failing_since < now - DISABLE_AFTER
    connection.execute(this.where(*late).values(state="disabled", reason=reason[:300]))
