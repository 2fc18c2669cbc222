"""Webhooks: what is announced, how it is signed, tried again and kept, and where it may not go."""

import asyncio
import signal
import sqlite3
from datetime import datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import httpx2
import pytest
from sqlalchemy import update
from standardwebhooks import WebhookVerificationError

from api.app import create_app, open_service
from api.context import Context
from api.settings import Settings
from api.store.tables import Delivery, Webhook, utc_now
from api.webhooks.addresses import NotReachable, Outside, is_public, parse_networks
from api.webhooks.outbox import DELIVERIES
from api.webhooks.posting import Message, Poster
from api.webhooks.sender import TRIES, Sender
from tests.api.endpoint import Endpoint, open_endpoint
from tests.api.support import (
    ENDLESS,
    PASSWORD,
    Server,
    client_of,
    double,
    new_name,
    problem_of,
)
from tests.api.test_rejudges import RIGHT, rejudge

pytestmark = pytest.mark.anyio

HOOKS = "/api/v1/me/webhooks"
CODE = {"code": problem_of("gradient-checking").solution}
PATH = "/api/v1/problems/gradient-checking"
Json = dict[str, Any]


async def make(client: httpx2.AsyncClient, endpoint: Endpoint, **fields: Any) -> Json:
    """A webhook that leads to the endpoint."""
    made = await client.post(HOOKS, json={"url": endpoint.url, **fields})
    assert made.status_code == 201, made.text
    body: Json = made.json()
    return body


async def look(client: httpx2.AsyncClient, hook: Json, **query: str) -> list[Json]:
    """The ledger of a webhook, newest first."""
    found = await client.get(f"{HOOKS}/{hook['id']}/deliveries", params=query)
    items: list[Json] = found.json()["items"]
    return items


async def settled(
    client: httpx2.AsyncClient,
    hook: Json,
    status: str,
    attempts: int = 1,
    error: str | None = None,
) -> Json:
    """The newest delivery, once so many tries of it have come to this."""
    async with asyncio.timeout(60):
        while True:
            newest = (await look(client, hook))[0]
            tried = newest["status"] == status and newest["attempts"] >= attempts
            # While a try is under way, it is counted already, and the error is that of the last.
            if tried and (status != "waiting" or newest["error"] == error):
                return newest
            await asyncio.sleep(0.05)


async def set_row(
    service: Context, row: type[Delivery] | type[Webhook], row_id: str, **values: Any
) -> None:
    """Let time pass for a row, and wake the sender."""
    change = update(row).where(row.id == row_id).values(**values)
    await service.database.write(lambda connection: connection.execute(change))
    service.bus.publish(DELIVERIES)


async def test_a_verdict_is_announced_signed_and_as_its_owner_sees_it(
    ada: httpx2.AsyncClient,
) -> None:
    async with open_endpoint() as endpoint:
        hook = await make(ada, endpoint, description="grade book")
        # A run is no attempt: nobody is told of it.
        await ada.post(f"{PATH}/runs?wait=30", json=CODE)
        made = (await ada.post(f"{PATH}/submissions?wait=30", json=CODE)).json()
        request = (await endpoint.wait(1))[0]
        message = request.verified(hook["secret"])
        assert message["type"] == "submission.done"
        seen = (await ada.get(f"/api/v1/submissions/{made['id']}")).json()
        assert message["data"] == seen
        assert datetime.fromisoformat(message["timestamp"]).tzinfo is not None
        assert request.headers["content-type"] == "application/json"
        with pytest.raises(WebhookVerificationError):
            request.verified("whsec_" + "A" * 44)
        entry = await settled(ada, hook, "delivered")
        assert (entry["id"], entry["subject"]) == (request.id, made["id"])
        assert (entry["response_status"], entry["error"], entry["next_at"]) == (204, None, None)
        assert len(endpoint.requests) == 1


async def test_a_batch_is_announced_once_after_its_last(ada: httpx2.AsyncClient) -> None:
    async with open_endpoint() as endpoint:
        hook = await make(ada, endpoint, events=["batch.done"])
        one = {"problem": "gradient-checking", **CODE}
        batch = (await ada.post("/api/v1/batches", json={"submissions": [one] * 5})).json()
        message = (await endpoint.wait(1))[0].verified(hook["secret"])
        assert message["type"] == "batch.done"
        seen = (await ada.get(f"/api/v1/batches/{batch['id']}")).json()
        assert message["data"] == seen
        assert seen["done"] == 5
        await settled(ada, hook, "delivered")
        assert len(await look(ada, hook)) == 1


async def test_either_database_tells_each_verdict_and_each_batch_once(
    database_url: str, tmp_path: Path
) -> None:
    (tmp_path / "problems").mkdir()
    (tmp_path / "problems" / "double.yaml").write_text(double())
    settings = Settings(
        data=tmp_path / "data",
        database_url=database_url,
        problems=tmp_path / "problems",
        cells=2,
        webhook_http=True,
        webhook_networks="127.0.0.1/32",
    )
    async with (
        open_service(settings) as context,
        client_of(create_app(settings, context)) as user,
        open_endpoint() as endpoint,
    ):
        await user.post(
            "/api/v1/auth/register", json={"username": new_name(), "password": PASSWORD}
        )
        hook = await make(user, endpoint)
        one = {"problem": "double", "code": RIGHT}
        batch = (await user.post("/api/v1/batches", json={"submissions": [one] * 6})).json()
        async with asyncio.timeout(60):
            while len([r for r in endpoint.requests if r.message["type"] == "batch.done"]) < 1:
                await endpoint.wait(len(endpoint.requests) + 1)
        await endpoint.wait(7)
        told = [request.verified(hook["secret"]) for request in endpoint.requests]
        ids = {item["id"] for item in batch["submissions"]} | {batch["id"]}
        assert {message["data"]["id"] for message in told} == ids
        assert len(await look(user, hook)) == len(told) == 7


async def test_a_cancelled_submission_is_announced(ada: httpx2.AsyncClient) -> None:
    async with open_endpoint() as endpoint:
        await make(ada, endpoint)
        made = (await ada.post(f"{PATH}/submissions", json={"code": ENDLESS})).json()
        await ada.post(f"/api/v1/submissions/{made['id']}/cancel")
        data = (await endpoint.wait(1))[0].message["data"]
        assert (data["id"], data["diagnosis"]["code"]) == (made["id"], "cancelled")


async def test_another_verdict_after_a_rejudging_is_announced(
    ada: httpx2.AsyncClient, admin: httpx2.AsyncClient
) -> None:
    await admin.put("/api/v1/admin/problems/told-anew", content=double("told-anew", 90171))
    async with open_endpoint() as endpoint:
        await make(ada, endpoint, events=["submission.rejudged"])
        path = "/api/v1/problems/told-anew/submissions?wait=30"
        made = (await ada.post(path, json={"code": RIGHT})).json()
        # Its verdict does not change, so it is not told of.
        await ada.post(path, json={"code": "def double(x:\n"})
        tripled = double("told-anew", 90171, title="Triple", factor="3")
        await admin.put("/api/v1/admin/problems/told-anew", content=tripled)
        await rejudge(admin, "told-anew", apply=True)
        message = (await endpoint.wait(1))[0].message
        assert message["type"] == "submission.rejudged"
        assert (message["data"]["id"], message["data"]["verdict"]) == (made["id"], "wrong_answer")
        assert len(endpoint.requests) == 1


async def test_a_message_is_tried_again_until_it_is_taken(
    ada: httpx2.AsyncClient, service: Context
) -> None:
    async with open_endpoint(500, 302, 204) as endpoint:
        hook = await make(ada, endpoint)
        await ada.post(f"{PATH}/submissions?wait=30", json=CODE)
        first = await settled(ada, hook, "waiting", 1, "The answer was status 500.")
        assert first["response_status"] == 500
        pause = datetime.fromisoformat(first["next_at"]) - utc_now()
        assert timedelta(0) < pause < timedelta(seconds=13)
        assert (await ada.get(f"{HOOKS}/{hook['id']}")).json()["failing_since"] is not None
        await set_row(service, Delivery, first["id"], next_at=utc_now())
        redirected = "The answer was status 302. Redirects are not followed."
        second = await settled(ada, hook, "waiting", 2, redirected)
        assert second["response_status"] == 302
        await set_row(service, Delivery, first["id"], next_at=utc_now())
        last = await settled(ada, hook, "delivered", 3)
        assert {request.id for request in endpoint.requests} == {last["id"]}
        assert len(endpoint.requests) == 3
        for request in endpoint.requests:
            request.verified(hook["secret"])
        assert (await ada.get(f"{HOOKS}/{hook['id']}")).json()["failing_since"] is None


async def test_the_last_try_fails_for_good_and_can_be_asked_for_again(
    ada: httpx2.AsyncClient, service: Context
) -> None:
    async with open_endpoint(503, 503, 204) as endpoint:
        hook = await make(ada, endpoint)
        tried = (await ada.post(f"{HOOKS}/{hook['id']}/test?wait=30")).json()
        assert (tried["event"], tried["status"], tried["attempts"]) == ("test", "waiting", 1)
        await set_row(service, Delivery, tried["id"], attempts=TRIES - 1, next_at=utc_now())
        failed = await settled(ada, hook, "failed", TRIES)
        assert failed["next_at"] is None
        assert [entry["id"] for entry in await look(ada, hook, status="failed")] == [tried["id"]]
        assert await look(ada, hook, status="delivered") == []
        path = f"{HOOKS}/{hook['id']}/deliveries/{tried['id']}/redeliver?wait=30"
        again = (await ada.post(path)).json()
        assert (again["status"], again["attempts"]) == ("delivered", 1)
        assert {request.id for request in endpoint.requests} == {tried["id"]}


async def test_an_endpoint_that_wants_no_more_or_fails_for_days_is_disabled(
    ada: httpx2.AsyncClient, service: Context
) -> None:
    async with open_endpoint(410, 500, 204) as endpoint:
        hook = await make(ada, endpoint)
        await ada.post(f"{HOOKS}/{hook['id']}/test?wait=30")
        found = (await ada.get(f"{HOOKS}/{hook['id']}")).json()
        assert (found["state"], "410" in found["reason"]) == ("disabled", True)
        # What happens meanwhile waits.
        await ada.post(f"{PATH}/submissions?wait=30", json=CODE)
        refused = await ada.post(f"{HOOKS}/{hook['id']}/test")
        assert (refused.status_code, refused.json()["type"]) == (409, "/errors/conflict")
        long_ago = utc_now() - timedelta(days=4)
        await ada.patch(f"{HOOKS}/{hook['id']}", json={"state": "paused"})
        await set_row(service, Webhook, hook["id"], failing_since=long_ago, state="active")
        await endpoint.wait(2)
        async with asyncio.timeout(60):
            while not (found["reason"] or "").startswith("No message"):
                await asyncio.sleep(0.05)
                found = (await ada.get(f"{HOOKS}/{hook['id']}")).json()
        assert found["reason"].startswith("No message got through for 3 days.")
        assert found["state"] == "disabled"
        assert len(endpoint.requests) == 2
        resumed = await ada.patch(f"{HOOKS}/{hook['id']}", json={"state": "active"})
        assert resumed.json()["reason"] is None
        for entry in await look(ada, hook, status="waiting"):
            await set_row(service, Delivery, entry["id"], next_at=utc_now())
        await settled(ada, hook, "delivered")


async def test_a_paused_webhook_waits(ada: httpx2.AsyncClient) -> None:
    async with open_endpoint() as endpoint:
        hook = await make(ada, endpoint)
        await ada.patch(f"{HOOKS}/{hook['id']}", json={"state": "paused"})
        await ada.post(f"{PATH}/submissions?wait=30", json=CODE)
        assert (await look(ada, hook))[0]["status"] == "waiting"
        # Another that is sent at once shows that the sender has been at work meanwhile.
        other = await make(ada, endpoint)
        await ada.post(f"{HOOKS}/{other['id']}/test?wait=30")
        assert [request.message["type"] for request in endpoint.requests] == ["test"]
        await ada.patch(f"{HOOKS}/{hook['id']}", json={"state": "active"})
        await settled(ada, hook, "delivered")


async def test_a_new_secret_and_the_former_one_both_sign_for_a_day(
    ada: httpx2.AsyncClient, service: Context
) -> None:
    async with open_endpoint() as endpoint:
        hook = await make(ada, endpoint)
        renewed = (await ada.post(f"{HOOKS}/{hook['id']}/secret")).json()
        assert renewed["secret"] != hook["secret"]
        await ada.post(f"{HOOKS}/{hook['id']}/test?wait=30")
        for secret in (hook["secret"], renewed["secret"]):
            assert endpoint.requests[0].verified(secret)["type"] == "test"
        await set_row(service, Webhook, hook["id"], former_until=utc_now())
        await ada.post(f"{HOOKS}/{hook['id']}/test?wait=30")
        endpoint.requests[1].verified(renewed["secret"])
        with pytest.raises(WebhookVerificationError):
            endpoint.requests[1].verified(hook["secret"])


async def test_secrets_are_shown_once(ada: httpx2.AsyncClient) -> None:
    async with open_endpoint() as endpoint:
        hook = await make(ada, endpoint)
        shown = [await ada.get(HOOKS), await ada.get(f"{HOOKS}/{hook['id']}")]
        shown.append(await ada.get("/api/v1/me/export"))
        shown.append(await ada.patch(f"{HOOKS}/{hook['id']}", json={"description": "x"}))
        for response in shown:
            assert endpoint.url in response.text
            assert "whsec_" not in response.text


async def test_two_senders_send_nothing_twice(ada: httpx2.AsyncClient, service: Context) -> None:
    outside = service.settings.outside
    other = Sender(service.database, service.bus, service.metrics, Poster(outside, "other"))
    other.start()
    try:
        async with open_endpoint() as endpoint:
            hook = await make(ada, endpoint)
            for _ in range(20):
                await ada.post(f"{HOOKS}/{hook['id']}/test")
            await endpoint.wait(20)
            await settled(ada, hook, "delivered")
            ids = [request.id for request in endpoint.requests]
            assert len(ids) == len(set(ids)) == 20
    finally:
        await other.stop()


async def test_what_was_not_delivered_is_sent_after_a_kill(
    tmp_path: Path, problem_folder: Path
) -> None:
    settings = {"NABLA_WEBHOOK_HTTP": "true", "NABLA_WEBHOOK_NETWORKS": "127.0.0.1/32"}
    server = Server(tmp_path / "data", problem_folder, **settings)
    async with open_endpoint(500, 204) as endpoint:
        try:
            await asyncio.to_thread(server.start)
            async with httpx2.AsyncClient(base_url=server.url, timeout=60) as user:
                body = {"username": new_name(), "password": PASSWORD}
                await user.post("/api/v1/auth/register", json=body)
                hook = await make(user, endpoint)
                made = (await user.post(f"{PATH}/submissions?wait=30", json=CODE)).json()
                await settled(user, hook, "waiting", 1, "The answer was status 500.")
            await asyncio.to_thread(server.signal, signal.SIGKILL)
            connection = sqlite3.connect(tmp_path / "data" / "nabla.db")
            with connection:
                connection.execute("UPDATE deliveries SET next_at = created_at")
            connection.close()
            await asyncio.to_thread(server.start)
            first, second = await endpoint.wait(2)
            assert second.id == first.id
            assert second.verified(hook["secret"])["data"]["id"] == made["id"]
        finally:
            server.__exit__(None, None, None)


async def test_the_ledger_comes_in_pages(ada: httpx2.AsyncClient) -> None:
    async with open_endpoint() as endpoint:
        hook = await make(ada, endpoint)
        for _ in range(3):
            await ada.post(f"{HOOKS}/{hook['id']}/test?wait=30")
        path = f"{HOOKS}/{hook['id']}/deliveries"
        first = (await ada.get(path, params={"limit": 2})).json()
        rest = (await ada.get(path, params={"limit": 2, "cursor": first["next"]})).json()
        ids = [entry["id"] for page in (first, rest) for entry in page["items"]]
        assert ids == [entry["id"] for entry in await look(ada, hook)]
        assert (len(ids), rest["next"]) == (3, None)


async def test_an_account_has_ten_webhooks_at_most(ada: httpx2.AsyncClient) -> None:
    async with open_endpoint() as endpoint:
        for _ in range(10):
            hook = await make(ada, endpoint)
        refused = await ada.post(HOOKS, json={"url": endpoint.url})
        assert refused.status_code == 409
        assert (await ada.delete(f"{HOOKS}/{hook['id']}")).status_code == 204
        await make(ada, endpoint)


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.org/",
        "https://",
        "https://user:word@example.org/",
        "https://example.org/#part",
        "https://10.0.0.1/",
        "https://[::1]/",
        "https://[::ffff:10.0.0.1]/",
        "https://169.254.169.254/latest/meta-data",
        "https://example.org:99999/",
        "https://exa mple.org/",
        "https://[/",
    ],
)
async def test_a_url_that_leads_inside_is_refused(someone: httpx2.AsyncClient, url: str) -> None:
    refused = await someone.post(HOOKS, json={"url": url})
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["field"] == "url"


@pytest.mark.parametrize(
    "text",
    [
        "0.0.0.0", "10.1.2.3", "100.64.0.1", "127.0.0.1", "127.8.8.8", "169.254.169.254",
        "172.16.0.1", "192.0.0.1", "192.168.1.1", "198.18.0.1", "224.0.0.1", "255.255.255.255",
        "::", "::1", "fe80::1", "fe80::1%1", "fc00::1", "fd00:ec2::254", "ff02::1",
        "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::a00:1", "64:ff9b::7f00:1",
        "64:ff9b:1::a00:1", "2002:a00:1::", "2002:7f00:1::1", "2001::1", "2001:db8::1",
        "::127.0.0.1",
    ],
)  # fmt: skip
def test_addresses_that_are_not_public(text: str) -> None:
    assert not is_public(ip_address(text))


@pytest.mark.parametrize(
    "text", ["1.1.1.1", "93.184.216.34", "2606:4700::1111", "64:ff9b::101:101", "::ffff:1.1.1.1"]
)
def test_addresses_that_are_public(text: str) -> None:
    assert is_public(ip_address(text))


def test_without_the_operators_word_only_https_is_taken() -> None:
    Outside().check_url("https://course.example.org/hook")
    with pytest.raises(NotReachable, match="https"):
        Outside().check_url("http://course.example.org/hook")
    allowed = Outside(parse_networks("10.1.0.0/16, fd00::/8"), http=True)
    allowed.check_url("http://10.1.2.3/hook")
    allowed.check_url("http://[::ffff:10.1.2.3]/hook")
    with pytest.raises(NotReachable, match="not public"):
        allowed.check_url("http://10.2.2.3/hook")


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::ffff:127.0.0.1]"])
async def test_a_name_that_leads_inside_is_not_connected_to(host: str) -> None:
    """A name may lead elsewhere than when it was registered: the connection itself is refused."""
    async with open_endpoint() as endpoint:
        poster = Poster(Outside(http=True), "test")
        url = endpoint.url.replace("127.0.0.1", host)
        result = await poster.post(url, Message("1", "{}"), ["whsec_AAAA"], utc_now())
        await poster.close()
        assert (result.status, result.error) == (None, "The host has no public address.")
        assert endpoint.requests == []


async def test_an_answer_is_bounded_in_time_and_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")  # A proxy would be a way around.
    outside = Outside(parse_networks("127.0.0.1/32"), http=True)
    poster = Poster(outside, "test", seconds=0.5)
    message = Message("1", "{}")
    async with open_endpoint(0) as silent, open_endpoint() as endless:
        slow = await poster.post(silent.url, message, ["whsec_AAAA"], utc_now())
        assert slow.error == "No answer within 0.5 seconds."
    poster = Poster(outside, "test", seconds=60)
    async with open_endpoint() as endless:
        endless.endless = True
        taken = await poster.post(endless.url, message, ["whsec_AAAA"], utc_now())
        assert taken.delivered
    closed = await poster.post(endless.url, message, ["whsec_AAAA"], utc_now())
    assert closed.error == "The connection was refused."
    untrusted = await poster.post("https://nowhere.invalid/", message, ["whsec_AAAA"], utc_now())
    assert untrusted.error == "The name of the host does not resolve."
    await poster.close()
