"""Everybody's attempts, found by admins, one by one or as a table."""

import csv
import io
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
import pytest

from api.attempts import service as attempts
from api.attempts.schemas import Wanted
from api.attempts.table import CUT_OFF, plain, write_table
from api.context import Context
from api.ids import first_id, new_id, time_of
from tests.api.support import double

pytestmark = pytest.mark.anyio

API = "/api/v1"
PATH = f"{API}/admin/attempts"
RIGHT = "def double(x):\n    return x + x\n"
TRIPLE = "def double(x):\n    return 3 * x\n"
Json = dict[str, Any]


async def send(client: httpx2.AsyncClient, name: str, code: str, what: str = "submissions") -> str:
    """The id of something judged."""
    path = f"{API}/problems/{name}/{what}?wait=30"
    found: str = (await client.post(path, json={"code": code})).json()["id"]
    return found


async def found(admin: httpx2.AsyncClient, **wish: Any) -> list[str]:
    """The ids of what fits."""
    answer = await admin.get(PATH, params=wish)
    assert answer.status_code == 200, answer.text
    return [item["id"] for item in answer.json()["items"]]


async def name_of(client: httpx2.AsyncClient) -> str:
    """Who somebody is."""
    name: str = (await client.get(f"{API}/me")).json()["username"]
    return name


async def test_attempts_are_found_by_what_is_known_of_them(
    admin: httpx2.AsyncClient, ada: httpx2.AsyncClient, bob: httpx2.AsyncClient
) -> None:
    for name, number in (("desk-one", 90180), ("desk-two", 90181)):
        put = await admin.put(f"{API}/admin/problems/{name}", content=double(name, number))
        assert put.status_code == 201, put.text
    right = await send(ada, "desk-one", RIGHT)
    wrong = await send(bob, "desk-one", TRIPLE)
    run = await send(ada, "desk-one", RIGHT, "runs")
    await admin.put(
        f"{API}/admin/problems/desk-one", content=double("desk-one", 90180, title="Again")
    )
    later = await send(ada, "desk-one", TRIPLE)
    other = await send(ada, "desk-two", RIGHT)
    who = await name_of(ada)

    one = {"problem": "desk-one"}
    assert await found(admin, **one) == [later, run, wrong, right]
    assert await found(admin, **one, mode="submit") == [later, wrong, right]
    assert await found(admin, **one, mode="run") == [run]
    assert await found(admin, **one, verdict="wrong_answer") == [later, wrong]
    assert await found(admin, **one, version=2) == [later]
    assert await found(admin, user=who.upper()) == [other, later, run, right]
    assert await found(admin, user=who, verdict="accepted", mode="submit") == [other, right]
    assert await found(admin, user="nobody.at.all") == []
    today = datetime.now(UTC).date()
    assert await found(admin, **one, since=today - timedelta(days=1), until=today) != []
    assert await found(admin, **one, since=today + timedelta(days=1)) == []
    assert await found(admin, **one, until=today - timedelta(days=1)) == []
    assert await found(admin, **one, until="9999-12-31", since="0001-01-01") != []

    first = (await admin.get(PATH, params={**one, "limit": 3})).json()
    rest = (await admin.get(PATH, params={**one, "limit": 3, "cursor": first["next"]})).json()
    assert [item["id"] for item in first["items"] + rest["items"]] == [later, run, wrong, right]
    assert rest["next"] is None
    item = rest["items"][0]
    assert (item["user"], item["verdict"], item["version"]) == (who, "accepted", 1)
    assert "code" not in item


async def test_wishes_that_are_none_are_refused(admin: httpx2.AsyncClient) -> None:
    for wish in (
        {"verdict": "good"},
        {"mode": "rejudge"},
        {"since": "yesterday"},
        {"version": "0"},
        {"cursor": "x"},
        {"limit": "0"},
        {"verdct": "accepted"},
    ):
        answer = await admin.get(PATH, params=wish)
        assert answer.status_code == 422, wish
        assert answer.json()["type"] == "/errors/invalid"


async def test_one_attempt_is_shown_with_its_code_and_tests(
    admin: httpx2.AsyncClient, ada: httpx2.AsyncClient
) -> None:
    await admin.put(f"{API}/admin/problems/desk-open", content=double("desk-open", 90182))
    sent = await send(ada, "desk-open", TRIPLE)
    shown = (await admin.get(f"{PATH}/{sent}")).json()
    assert (shown["code"], shown["user"]) == (TRIPLE, await name_of(ada))
    assert [test["hidden"] for test in shown["tests"]] == [False, True]
    assert shown["tests"][1]["verdict"] == "wrong_answer"
    for name in ("nonsense", new_id()):
        assert (await admin.get(f"{PATH}/{name}")).status_code == 404
    # It stays the owner's alone by the call for owners, and the desk is for admins alone.
    assert (await admin.get(f"{API}/submissions/{sent}")).status_code == 404
    for path in (PATH, f"{PATH}/{sent}", f"{PATH}.csv"):
        assert (await ada.get(path)).status_code == 403


async def test_a_rare_wish_goes_on_where_the_search_had_come_to(
    admin: httpx2.AsyncClient, ada: httpx2.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    await admin.put(f"{API}/admin/problems/desk-rare", content=double("desk-rare", 90183))
    rare = await send(ada, "desk-rare", "def double(x:\n")
    for _ in range(5):
        await send(ada, "desk-rare", RIGHT)
    monkeypatch.setattr(attempts, "LOOK", 2)
    wish = {"problem": "desk-rare", "verdict": "syntax_error"}
    pages = []
    cursor = None
    while True:
        page = (await admin.get(PATH, params=wish | ({"cursor": cursor} if cursor else {}))).json()
        pages.append([item["id"] for item in page["items"]])
        cursor = page["next"]
        if cursor is None:
            break
    assert pages[:3] == [[], [], [rare]]
    assert len(pages) <= 4


async def test_the_table_holds_what_the_list_does_and_no_formula(
    admin: httpx2.AsyncClient, service: Context, ada: httpx2.AsyncClient
) -> None:
    await admin.put(f"{API}/admin/problems/desk-table", content=double("desk-table", 90184))
    sent = [await send(ada, "desk-table", code) for code in (RIGHT, TRIPLE)]
    answer = await admin.get(f"{PATH}.csv", params={"problem": "desk-table"})
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert "attempts.csv" in answer.headers["content-disposition"]
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert [row["id"] for row in rows] == sent[::-1]
    assert (rows[0]["verdict"], rows[0]["score"], rows[0]["passed"]) == ("wrong_answer", "0.0", "0")
    assert rows[1]["cause"] == ""
    refused = await admin.get(f"{PATH}.csv", params={"verdict": "good"})
    assert refused.status_code == 422

    wanted = Wanted(problem="desk-table")
    cut = b"".join([piece async for piece in write_table(service.database, wanted, most=1)])
    lines = cut.decode().splitlines()
    assert (len(lines), lines[-1]) == (3, CUT_OFF)
    for text in ("=1+1", "+1", "-1", "@sum", "\tx", "\rx"):
        assert plain(text) == f"'{text}"
    assert [plain(value) for value in ("ada", -1.5, None)] == ["ada", -1.5, None]


async def test_a_name_that_looks_like_a_formula_is_none_in_the_table(
    admin: httpx2.AsyncClient, anonymous: httpx2.AsyncClient
) -> None:
    await admin.put(f"{API}/admin/problems/desk-name", content=double("desk-name", 90185))
    name = f"-{new_id()[-12:]}"
    body = {"username": name, "password": "correct horse"}
    assert (await anonymous.post(f"{API}/auth/register", json=body)).status_code == 201
    await send(anonymous, "desk-name", RIGHT)
    table = (await admin.get(f"{PATH}.csv", params={"user": name})).text
    assert next(csv.DictReader(io.StringIO(table)))["user"] == f"'{name}"


def test_the_first_id_of_a_moment_stands_before_all_that_are_made_then() -> None:
    for _ in range(100):
        made = new_id()
        moment = time_of(made)
        assert first_id(moment) <= made < first_id(moment + timedelta(milliseconds=1))
    assert first_id(datetime(1, 1, 1, tzinfo=UTC)) < new_id()
