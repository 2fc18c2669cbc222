"""What comes of floods, loops and our own failures, over either database."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import httpx2
import pytest
from sqlalchemy import text

from api.app import create_app, open_service
from api.context import Context
from api.settings import Settings
from tests.api.support import (
    ADMIN_PASSWORD,
    ENDLESS,
    PASSWORD,
    client_of,
    new_name,
    problem_of,
    proofs_are_whole,
)

pytestmark = pytest.mark.anyio

API = "/api/v1"
SUBMISSIONS = f"{API}/problems/gradient-checking/submissions"
RIGHT = {"code": problem_of("gradient-checking").solution}
LOOP = {"code": ENDLESS}
Open = Callable[..., Awaitable[Context]]
Join = Callable[[Context], Awaitable[httpx2.AsyncClient]]


@pytest.fixture
async def stack() -> AsyncIterator[AsyncExitStack]:
    """What is open until the test is over."""
    async with AsyncExitStack() as stack:
        yield stack


@pytest.fixture
def start(stack: AsyncExitStack, tmp_path: Path, problem_folder: Path, database_url: str) -> Open:
    """Starts a service of the test's own."""

    async def start(**values: Any) -> Context:
        settings = Settings(
            data=tmp_path / "data",
            database_url=database_url,
            problems=problem_folder,
            admin_password=ADMIN_PASSWORD,
            drain_seconds=0,
            **values,
        )
        return await stack.enter_async_context(open_service(settings))

    return start


@pytest.fixture
def join(stack: AsyncExitStack) -> Join:
    """Registers somebody new."""

    async def join(service: Context) -> httpx2.AsyncClient:
        client = await stack.enter_async_context(client_of(create_app(service.settings, service)))
        account = {"username": new_name(), "password": PASSWORD}
        response = await client.post(f"{API}/auth/register", json=account)
        assert response.status_code == 201, response.text
        return client

    return join


async def test_past_the_set_depth_everybody_is_told_to_come_later(start: Open, join: Join) -> None:
    service = await start(cells=1, max_queue=3)
    flood, other = await join(service), await join(service)
    sent: list[str] = []
    while len(sent) < 10:
        answer = await flood.post(SUBMISSIONS, json=LOOP)
        if answer.status_code != 201:
            break
        sent.append(answer.json()["id"])
    # One is being judged perhaps; the others are those that may wait.
    assert len(sent) in (3, 4, 5)
    for refused in (
        answer,
        await other.post(SUBMISSIONS, json=RIGHT),
        await other.post(f"{API}/problems/gradient-checking/runs", json=RIGHT),
        await other.post(
            f"{API}/batches",
            json={"submissions": [{"problem": "gradient-checking", **RIGHT}] * 4},
        ),
    ):
        assert refused.status_code == 503, refused.text
        assert refused.json()["type"] == "/errors/unavailable"
        assert int(refused.headers["Retry-After"]) > 0
        assert "Nothing was stored" in refused.json()["detail"]
    assert (await other.get(f"{API}/submissions")).json()["items"] == []
    assert len((await flood.get(f"{API}/submissions")).json()["items"]) == len(sent)
    for one in sent:
        await flood.post(f"{API}/submissions/{one}/cancel")
    for _ in range(600):  # until it is seen that there is room again
        answer = await other.post(f"{SUBMISSIONS}?wait=60", json=RIGHT)
        if answer.status_code == 201:
            break
        await asyncio.sleep(0.1)
    assert answer.json()["verdict"] == "accepted", answer.text


async def test_too_many_of_one_person_are_refused(start: Open, join: Join) -> None:
    client = await join(await start(cells=1, max_pending=2))
    answers = await asyncio.gather(*(client.post(SUBMISSIONS, json=LOOP) for _ in range(8)))
    taken = [answer for answer in answers if answer.status_code == 201]
    refused = [answer.json()["type"] for answer in answers if answer.status_code != 201]
    # On a busy machine the first loop may end before the last one comes.
    assert 2 <= len(taken) <= 4
    assert set(refused) == {"/errors/too-many-pending"}


async def test_endless_loops_leave_a_cell_to_others(start: Open, join: Join) -> None:
    service = await start(cells=2)
    flood, other = await join(service), await join(service)
    ends = [(await flood.post(SUBMISSIONS, json=LOOP)).json() for _ in range(8)]
    # Once the first of them is over, the flood has one cell at most.
    await flood.get(f"{API}/submissions/{ends[0]['id']}?wait=60")
    await flood.get(f"{API}/submissions/{ends[1]['id']}?wait=60")
    for _ in range(5):
        done = (await other.post(f"{SUBMISSIONS}?wait=60", json=RIGHT)).json()
        assert done["verdict"] == "accepted"
        assert (await service.queue.depth()).get("running", 0) <= 1
    for end in ends[2:]:
        await flood.post(f"{API}/submissions/{end['id']}/cancel")


async def test_three_failures_of_ours_end_it_and_count_for_nobody(
    start: Open, join: Join, stack: AsyncExitStack
) -> None:
    await proofs_are_whole(await start(cells=1))
    await stack.aclose()
    service = await start(cells=1)
    spoil = text("UPDATE problem_versions SET published = :x, source = 'x'")
    await service.database.write(lambda c: c.execute(spoil, {"x": b"x"}))
    client = await join(service)
    body = (await client.post(f"{SUBMISSIONS}?wait=60", json=RIGHT)).json()
    assert (body["status"], body["verdict"]) == ("done", "judge_error")
    items = (await client.get(f"{API}/problems")).json()["items"]
    problem = next(item for item in items if item["id"] == "gradient-checking")
    assert (problem["status"], problem["acceptance"]) == (None, None)
    assert (await client.get(f"{API}/progress")).json()["attempted"] == 0
    told = ""
    for _ in range(600):  # it is counted once it is stored, and we may hear of that before
        told = (await client.get("/metrics")).text
        if 'nabla_submissions_total{mode="submit",verdict="judge_error"} 1.0' in told:
            break
        await asyncio.sleep(0.1)
    assert 'nabla_submissions_total{mode="submit",verdict="judge_error"} 1.0' in told
    assert "nabla_judge_failures_total 3.0" in told
