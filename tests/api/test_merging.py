"""A guest who logs in to an account: what was done follows there, whole and counted once."""

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import httpx2
import pytest
from sqlalchemy import func, select

from api.accounts.merging import FOLLOWS, STAYS, merge_guest
from api.app import create_app, open_service
from api.context import Context
from api.settings import Settings
from api.store.tables import ActiveDay, Base, Journey, Submission, User
from tests.api.support import ADMIN_PASSWORD, PASSWORD, client_of, new_name, problem_of
from tests.api.test_questions import QUESTION

pytestmark = pytest.mark.anyio

API = "/api/v1"
FIRST, SECOND = "gradient-checking", "numerical-gradient"
WRONG = {"code": "def gradient_check(W, X, b, y, eps):\n    return W * 0\n"}
Json = dict[str, Any]


@pytest.fixture(
    scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]
)
async def host(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    problem_folder: Path,
    anyio_backend: str,
) -> AsyncIterator[Context]:
    """A service that has guests, over either database."""
    url = None
    if request.param == "postgresql":
        make: Callable[[], str] = request.getfixturevalue("new_database")
        url = make()
    settings = Settings(
        data=tmp_path_factory.mktemp("host"),
        database_url=url,
        problems=problem_folder,
        admin_password=ADMIN_PASSWORD,
        cells=1,
        guest_runs=1000,
    )
    async with open_service(settings) as context:
        async with client_of(create_app(settings, context)) as admin:
            body = {"username": "admin", "password": ADMIN_PASSWORD}
            assert (await admin.post(f"{API}/auth/login", json=body)).status_code == 200
            text = QUESTION.format(id="quiz", number=9001)
            put = await admin.put(f"{API}/admin/problems/quiz", content=text)
            assert put.status_code == 201, put.text
        yield context


@pytest.fixture
async def browser(host: Context) -> AsyncIterator[httpx2.AsyncClient]:
    """The browser of somebody who has an account, and is logged out."""
    async with client_of(create_app(host.settings, host)) as client:
        yield client


async def register(client: httpx2.AsyncClient) -> Json:
    """Make an account; returns what to log in with."""
    body = {"username": new_name(), "password": PASSWORD}
    assert (await client.post(f"{API}/auth/register", json=body)).status_code == 201
    return body


async def get(client: httpx2.AsyncClient, path: str) -> Any:
    """What a call answers."""
    answer = await client.get(f"{API}{path}")
    assert answer.status_code == 200, answer.text
    return answer.json()


async def submit(client: httpx2.AsyncClient, problem: str, body: Json, **headers: str) -> Json:
    """Submit, and wait for the verdict."""
    path = f"{API}/problems/{problem}/submissions?wait=30"
    made = await client.post(path, json=body, headers=headers)
    assert made.status_code == 201, made.text
    found: Json = made.json()
    assert found["status"] == "done"
    return found


async def save(client: httpx2.AsyncClient, path: str, **body: Any) -> Json:
    """Save a draft or a note."""
    saved = await client.put(f"{API}{path}", json=body)
    assert saved.status_code == 200, saved.text
    found: Json = saved.json()
    return found


def right(problem: str) -> Json:
    """The reference solution of a problem."""
    return {"code": problem_of(problem).solution}


def test_every_table_of_an_account_is_thought_of() -> None:
    """A new table whose rows belong to accounts has to say whether they follow."""
    owned = {
        mapper.class_
        for mapper in Base.registry.mappers
        for key in mapper.local_table.foreign_keys
        if key.target_fullname == "users.id"
    }
    assert owned == set(FOLLOWS) | STAYS
    assert not set(FOLLOWS) & STAYS


async def test_what_a_guest_did_follows_to_the_account(
    browser: httpx2.AsyncClient, host: Context
) -> None:
    me = await register(browser)
    account = await get(browser, "/me")
    await submit(browser, FIRST, WRONG, **{"Idempotency-Key": "mine"})
    await save(browser, f"/problems/{FIRST}/draft", code="# of the account", revision=0)
    await save(browser, f"/notes/{FIRST}", text="Of the account.", revision=0)
    await browser.post(f"{API}/questions/quiz/answers", json={"answers": {"2": False, "3": "1/8"}})
    await browser.post(f"{API}/auth/logout")

    guest = (await browser.post(f"{API}/auth/guest")).json()
    cookie = browser.cookies["nabla_session"]
    await submit(browser, FIRST, WRONG, **{"Idempotency-Key": "mine"})
    solved = await submit(browser, FIRST, right(FIRST))
    other = await submit(browser, SECOND, right(SECOND))
    await save(browser, f"/problems/{FIRST}/draft", code="# of the guest", revision=0)
    await save(browser, f"/problems/{SECOND}/draft", code="# second", revision=0)
    await save(browser, f"/notes/{FIRST}", text="Of the guest.", revision=0)
    await browser.post(f"{API}/questions/quiz/answers", json={"answers": {"2": True, "4": "3x^2"}})

    logged_in = await browser.post(f"{API}/auth/login", json=me)
    assert logged_in.json()["id"] == account["id"]
    attempts = (await get(browser, f"/submissions?problem={FIRST}"))["items"]
    assert [one["verdict"] for one in attempts] == ["accepted", "wrong_answer", "wrong_answer"]
    assert (await get(browser, f"/submissions/{solved['id']}"))["code"] == right(FIRST)["code"]
    assert (await get(browser, f"/submissions/{other['id']}"))["verdict"] == "accepted"

    progress = await get(browser, "/progress")
    assert (progress["solved"], progress["attempted"]) == (2, 0)
    (today,) = progress["days"]
    assert (today["attempts"], today["right"]) == (4, 4)
    assert progress["questions"]["answered"] == 3
    assert progress["questions"]["right"] == 2
    quiz = await get(browser, "/questions/quiz")
    assert quiz["answers"]["2"]["right"] is True

    # The account's draft stands, at a revision that no tab has: nobody writes over it unseen.
    draft = await get(browser, f"/problems/{FIRST}/draft")
    assert (draft["code"], draft["revision"]) == ("# of the account", 2)
    assert (await get(browser, f"/problems/{SECOND}/draft"))["code"] == "# second"
    note = await get(browser, f"/notes/{FIRST}")
    assert (note["text"], note["revision"]) == ("Of the account.\n\nOf the guest.", 2)
    due = (await get(browser, "/reviews?days=366"))["items"]
    assert {item["what"]["id"] for item in due} == {FIRST, SECOND, "quiz"}

    def counted(connection: Any) -> tuple[int, ...]:
        way = connection.execute(
            select(Journey.failed, Journey.attempts_to_solve).where(
                Journey.user_id == account["id"], Journey.problem_id == FIRST
            )
        ).one()
        total = connection.scalar(select(User.attempts).where(User.id == account["id"]))
        left = [
            connection.scalar(select(func.count()).where(table.user_id == guest["id"]))
            for table in (Submission, Journey, ActiveDay)
        ]
        users = connection.scalar(select(func.count()).where(User.id == guest["id"]))
        return (*way, total, *left, users)

    assert await host.database.read(counted) == (2, 3, 4, 0, 0, 0, 0)
    old = await browser.get(f"{API}/me", headers={"Cookie": f"nabla_session={cookie}"})
    assert old.status_code == 401

    async with client_of(create_app(host.settings, host)) as admin:
        body = {"username": "admin", "password": ADMIN_PASSWORD}
        await admin.post(f"{API}/auth/login", json=body)
        (entry,) = (await get(admin, f"/admin/audit?act=merge_guest&who={me['username']}"))["items"]
        assert entry["details"] == {
            "user": me["username"],
            "guest": guest["username"],
            "attempts": 3,
        }


async def test_what_is_judged_meanwhile_is_counted_for_the_account(
    browser: httpx2.AsyncClient, host: Context
) -> None:
    me = await register(browser)
    account = await get(browser, "/me")
    await browser.post(f"{API}/auth/logout")
    guest = (await browser.post(f"{API}/auth/guest")).json()
    path = f"{API}/problems/{FIRST}/submissions"
    begun = "import time\nuntil = time.perf_counter() + 0.7\nwhile time.perf_counter() < until:\n"
    slow = {"code": f"{begun}    pass\n{right(FIRST)['code']}"}
    made = [(await browser.post(path, json=slow)).json() for _ in range(3)]
    for _ in range(1200):
        if (await get(browser, f"/submissions/{made[0]['id']}"))["status"] != "queued":
            break
        await asyncio.sleep(0.05)
    # Twice at once, as from two tabs: it happens once.
    await asyncio.gather(*(merge_guest(host.database, guest["id"], account["id"]) for _ in "12"))
    assert (await browser.post(f"{API}/auth/login", json=me)).status_code == 200
    for one in made:
        done = await get(browser, f"/submissions/{one['id']}?wait=30")
        assert done["status"] == "done"
    counting = [done["verdict"] for done in (await get(browser, "/submissions"))["items"]]
    assert len(counting) == 3
    (today,) = (await get(browser, "/progress"))["days"]
    assert today["attempts"] == 3
    # Again finds nothing to do, and an account is no guest.
    await merge_guest(host.database, guest["id"], account["id"])
    await merge_guest(host.database, account["id"], account["id"])
    assert (await get(browser, "/me"))["id"] == account["id"]
    assert len((await get(browser, "/submissions"))["items"]) == 3


async def test_a_wrong_password_leaves_the_guest_a_guest(browser: httpx2.AsyncClient) -> None:
    me = await register(browser)
    await browser.post(f"{API}/auth/logout")
    guest = (await browser.post(f"{API}/auth/guest")).json()
    wrong = await browser.post(f"{API}/auth/login", json={**me, "password": "something else"})
    assert wrong.status_code == 401
    assert (await get(browser, "/me"))["id"] == guest["id"]
