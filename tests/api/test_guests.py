"""Guests: a few runs a day without an account, behind everybody else, and kept by registering."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import httpx2
import pytest
from fastapi import FastAPI
from sqlalchemy import insert, select, update

from api.accounts.guests import GUEST_DAYS, create_guest
from api.app import create_app, open_service
from api.context import Context
from api.settings import Settings
from api.store.tables import LoginSession, Submission, User, utc_now
from tests.api.support import PASSWORD, client_of, new_name, problem_of

pytestmark = pytest.mark.anyio

API = "/api/v1"
PATH = f"{API}/problems/gradient-checking"
CODE = {"code": problem_of("gradient-checking").solution}


@pytest.fixture
async def guest(app: FastAPI) -> AsyncIterator[httpx2.AsyncClient]:
    """A client that has begun as a guest."""
    async with client_of(app) as client:
        begun = await client.post(f"{API}/auth/guest")
        assert (begun.status_code, begun.json()["role"]) == (201, "guest")
        yield client


async def test_a_guest_runs_and_submits_and_keeps_it_by_registering(
    guest: httpx2.AsyncClient,
) -> None:
    first = (await guest.get(f"{API}/me")).json()
    ran = (await guest.post(f"{PATH}/runs?wait=30", json=CODE)).json()
    assert [test["verdict"] for test in ran["tests"]] == ["accepted"] * len(ran["tests"])
    made = (await guest.post(f"{PATH}/submissions?wait=30", json=CODE)).json()
    assert made["verdict"] == "accepted"
    cookie = guest.cookies["nabla_session"]
    name = new_name()
    registered = await guest.post(
        f"{API}/auth/register", json={"username": name, "password": PASSWORD}
    )
    assert registered.json() == {"id": first["id"], "username": name, "role": "candidate"}
    assert (await guest.get(f"{API}/submissions/{made['id']}")).json()["verdict"] == "accepted"
    assert (await guest.get(f"{API}/progress")).json()["solved"] == 1
    # The guest's cookie does not open the account.
    assert guest.cookies["nabla_session"] != cookie
    old = await guest.get(f"{API}/me", headers={"Cookie": f"nabla_session={cookie}"})
    assert old.status_code == 401
    again = await guest.post(f"{API}/auth/login", json={"username": name, "password": PASSWORD})
    assert again.json()["id"] == first["id"]


async def test_a_taken_name_leaves_the_guest_a_guest(
    guest: httpx2.AsyncClient, ada: httpx2.AsyncClient
) -> None:
    body = {"username": (await ada.get(f"{API}/me")).json()["username"], "password": PASSWORD}
    assert (await guest.post(f"{API}/auth/register", json=body)).status_code == 409
    assert (await guest.get(f"{API}/me")).json()["role"] == "guest"


async def test_a_guest_has_no_password_and_no_tokens(
    guest: httpx2.AsyncClient, anonymous: httpx2.AsyncClient
) -> None:
    name = (await guest.get(f"{API}/me")).json()["username"]
    for password in ("", "x", PASSWORD):
        body = {"username": name, "password": password}
        assert (await anonymous.post(f"{API}/auth/login", json=body)).status_code == 401
    for path, sent in (
        ("/me/tokens", {"name": "x"}),
        ("/me/password", {"old": "", "new": PASSWORD}),
        ("/me/webhooks", {"url": "https://example.org/"}),
        ("/batches", {"submissions": [{"problem": "gradient-checking", **CODE}]}),
    ):
        refused = await guest.post(f"{API}{path}", json=sent)
        assert (refused.status_code, refused.json()["type"]) == (403, "/errors/not-allowed"), path
        assert "make an account" in refused.json()["detail"]


async def test_who_is_logged_in_becomes_no_guest(ada: httpx2.AsyncClient) -> None:
    me = (await ada.get(f"{API}/me")).json()
    assert (await ada.post(f"{API}/auth/guest")).json()["id"] == me["id"]
    assert (await ada.get(f"{API}/me")).json() == me


async def test_what_a_guest_sends_is_judged_after_what_others_wait_for(
    guest: httpx2.AsyncClient, ada: httpx2.AsyncClient, service: Context
) -> None:
    theirs = [
        (await guest.post(f"{PATH}/{what}", json=CODE)).json()["id"]
        for what in ("runs", "submissions")
    ]
    mine = (await ada.post(f"{PATH}/submissions", json=CODE)).json()["id"]
    # The order in which the queue hands out what waits.
    query = select(Submission.id).where(Submission.id.in_((mine, *theirs)))
    order = query.order_by(Submission.priority, Submission.turn, Submission.id)
    first = await service.database.read(lambda c: c.scalars(order).first())
    assert first == mine
    for made in theirs:
        done = await guest.get(f"{API}/submissions/{made}?wait=30")
        assert done.json()["verdict"] == "accepted"


@pytest.fixture
async def small(tmp_path: Path, problem_folder: Path) -> AsyncIterator[Context]:
    """A service that gives guests two runs a day."""
    settings = Settings(
        data=tmp_path / "data", problems=problem_folder, cells=1, guest_runs=2, drain_seconds=0
    )
    async with open_service(settings) as context:
        yield context


async def test_an_address_has_so_many_runs_a_day(small: Context) -> None:
    app = create_app(small.settings, small)
    async with client_of(app) as guest, client_of(app) as other, client_of(app) as user:
        assert (await guest.get(f"{API}/auth/options")).json()["guest_runs"] == 2
        await guest.post(f"{API}/auth/guest")
        for _ in range(2):
            assert (await guest.post(f"{PATH}/runs", json=CODE)).status_code == 201
        refused = await guest.post(f"{PATH}/submissions", json=CODE)
        assert (refused.status_code, refused.json()["type"]) == (429, "/errors/too-many-requests")
        assert "Make an account" in refused.json()["detail"]
        assert int(refused.headers["retry-after"]) > 60
        # Another guest of the same address finds them used up; who has an account does not.
        await other.post(f"{API}/auth/guest")
        assert (await other.post(f"{PATH}/runs", json=CODE)).status_code == 429
        await user.post(f"{API}/auth/register", json={"username": new_name(), "password": PASSWORD})
        assert (await user.post(f"{PATH}/runs?wait=30", json=CODE)).status_code == 201


async def test_guests_who_never_came_back_are_deleted(service: Context) -> None:
    long_ago = utc_now() - timedelta(days=GUEST_DAYS + 1)
    gone, here = [(await create_guest(service.database)).id for _ in range(2)]
    session = {"about": "", "token_hash": here[:64], "id": here, "created_at": long_ago}
    session |= {"user_id": here, "expires_at": utc_now() + timedelta(days=1)}
    old = update(User).where(User.id.in_((gone, here))).values(created_at=long_ago)
    await service.database.write(lambda c: c.execute(old))
    await service.database.write(lambda c: c.execute(insert(LoginSession), session))
    await create_guest(service.database)
    left = select(User.id).where(User.id.in_((gone, here)))
    assert await service.database.read(lambda c: list(c.scalars(left))) == [here]


async def test_without_an_allowance_there_are_no_guests(
    tmp_path: Path,
) -> None:
    (tmp_path / "none").mkdir()
    settings = Settings(data=tmp_path / "data", problems=tmp_path / "none", cells=1)
    async with (
        open_service(settings) as context,
        client_of(create_app(settings, context)) as nobody,
    ):
        refused = await nobody.post(f"{API}/auth/guest")
        assert (refused.status_code, refused.json()["type"]) == (403, "/errors/not-allowed")
        assert (await nobody.get(f"{API}/auth/options")).json()["guest_runs"] == 0
        assert (await nobody.post(f"{PATH}/runs", json=CODE)).status_code == 401
        # A guest of former days runs nothing any more.
        guest = await create_guest(context.database)
        assert guest.role == "guest"
