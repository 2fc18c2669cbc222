"""The webhook calls."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.accounts.access import CurrentUser, Owner
from api.context import Ctx
from api.errors import documented
from api.paging import Cursor, Limit, Page
from api.submissions.routes import MAX_WAIT_SECONDS, Wait
from api.webhooks import service
from api.webhooks.schemas import (
    Delivery,
    NewWebhook,
    Status,
    Webhook,
    WebhookChange,
    WebhookWithSecret,
)

router = APIRouter(prefix="/api/v1/me/webhooks", tags=["webhooks"])


@router.post(
    "",
    summary="Make a webhook",
    status_code=201,
    responses=documented(400, 401, 403, 409, 413, 422),
)
async def create_webhook(
    body: NewWebhook, account: Owner, response: Response, context: Ctx
) -> WebhookWithSecret:
    """The answer holds the secret this once. Messages are signed by it, as Standard Webhooks says.

    The URL has to be https and public; where it leads is looked at again at each message.
    """
    response.headers["Cache-Control"] = "no-store"
    return await service.create_webhook(context, account.id, body)


@router.get("", summary="My webhooks", responses=documented(401, 403))
async def list_webhooks(account: CurrentUser, context: Ctx) -> Page[Webhook]:
    """Newest first, without secrets."""
    return Page(items=await service.list_webhooks(context.database, account.id), next=None)


@router.get("/{webhook_id}", summary="A webhook of mine", responses=documented(401, 403, 404))
async def get_webhook(webhook_id: str, account: CurrentUser, context: Ctx) -> Webhook:
    """With its state: a webhook that failed for days is disabled, and says so."""
    return await service.get_webhook(context.database, account.id, webhook_id)


@router.patch(
    "/{webhook_id}",
    summary="Change, pause or resume a webhook",
    responses=documented(400, 401, 403, 404, 413, 422),
)
async def change_webhook(
    webhook_id: str, body: WebhookChange, account: Owner, context: Ctx
) -> Webhook:
    """What is left out stays. While it is paused, messages wait, for 30 days at most."""
    return await service.change_webhook(context, account.id, webhook_id, body)


@router.delete(
    "/{webhook_id}",
    summary="Delete a webhook",
    status_code=204,
    responses=documented(401, 403, 404),
)
async def delete_webhook(webhook_id: str, account: Owner, context: Ctx) -> None:
    """With its ledger; what waits is not sent any more."""
    await service.delete_webhook(context.database, account.id, webhook_id)


@router.post(
    "/{webhook_id}/secret",
    summary="Give a webhook another secret",
    responses=documented(401, 403, 404),
)
async def renew_webhook_secret(
    webhook_id: str, account: Owner, response: Response, context: Ctx
) -> WebhookWithSecret:
    """For 24 hours messages are signed by the former secret too, so that none is refused."""
    response.headers["Cache-Control"] = "no-store"
    return await service.renew_secret(context.database, account.id, webhook_id)


@router.post(
    "/{webhook_id}/test",
    summary="Send a test message",
    status_code=201,
    responses=documented(401, 403, 404, 409, 422, 429),
)
async def try_webhook(
    webhook_id: str, account: CurrentUser, context: Ctx, wait: Wait = 0
) -> Delivery:
    """With `wait`, the answer tells what came of the first try."""
    seconds = min(wait, MAX_WAIT_SECONDS)
    return await service.send_test(context, account.id, webhook_id, seconds)


@router.get(
    "/{webhook_id}/deliveries",
    summary="What was sent to a webhook of mine",
    responses=documented(401, 403, 404, 422),
)
async def list_deliveries(
    webhook_id: str,
    account: CurrentUser,
    context: Ctx,
    status: Annotated[Status | None, Query(description="Only these.")] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[Delivery]:
    """Newest first, for 30 days."""
    items, more = await service.list_deliveries(
        context.database, account.id, webhook_id, status, cursor, limit
    )
    return Page(items=items, next=more)


@router.post(
    "/{webhook_id}/deliveries/{delivery_id}/redeliver",
    summary="Send a message again",
    responses=documented(401, 403, 404, 409, 422, 429),
)
async def redeliver(
    webhook_id: str, delivery_id: str, account: CurrentUser, context: Ctx, wait: Wait = 0
) -> Delivery:
    """Whatever became of it. It has the same id, so who had it already knows that."""
    seconds = min(wait, MAX_WAIT_SECONDS)
    return await service.send_again(context, account.id, webhook_id, delivery_id, seconds)
