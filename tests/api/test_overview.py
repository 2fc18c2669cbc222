"""The queue and the cells at a glance, the metrics, and what keeps a service from being ready."""

import asyncio
import re
import threading
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import httpx2
import pytest
from sqlalchemy import Connection, text

from api import readiness
from api.app import create_app, open_service
from api.context import Context
from api.drafts.checks import Tell
from api.settings import Settings
from api.store.tables import utc_now
from judge.proof import Proof
from judge.runner import Cancelled
from tests.api.support import (
    ADMIN_PASSWORD,
    ENDLESS,
    PASSWORD,
    client_of,
    double,
    new_name,
    problem_of,
)

pytestmark = pytest.mark.anyio

API = "/api/v1"
Json = dict[str, Any]


@pytest.fixture
async def alone(tmp_path: Path, problem_folder: Path) -> AsyncIterator[Context]:
    """A service of one's own with one cell: what is done to it, nobody else must suffer."""
    settings = Settings(
        data=tmp_path / "data",
        problems=problem_folder,
        pages=tmp_path,
        admin_password=ADMIN_PASSWORD,
        cells=1,
    )
    async with open_service(settings) as context:
        yield context


@pytest.fixture
async def root(alone: Context) -> AsyncIterator[httpx2.AsyncClient]:
    """The admin of that service."""
    async with client_of(create_app(alone.settings, alone)) as client:
        body = {"username": "admin", "password": ADMIN_PASSWORD}
        assert (await client.post(f"{API}/auth/login", json=body)).status_code == 200
        yield client


async def eventually(fits: Callable[[], Any]) -> Any:
    """What `fits` gives, once that is true."""
    for _ in range(1200):
        if found := await fits():
            return found
        await asyncio.sleep(0.05)
    raise AssertionError("it has not come to that within a minute")


async def overview(root: httpx2.AsyncClient) -> Json:
    """The queue and the cells as they are now."""
    answer = await root.get(f"{API}/admin/overview")
    assert answer.status_code == 200, answer.text
    body: Json = answer.json()
    return body


def metric(page: str, line: str) -> float:
    """The value of a series."""
    found = re.search(rf"^{re.escape(line)} (\S+)$", page, re.MULTILINE)
    assert found is not None, line
    return float(found[1])


async def test_what_waits_and_runs_is_seen_and_counted(
    root: httpx2.AsyncClient, alone: Context
) -> None:
    content = double("endless", 90186) + "limits: {time_s: 30}\n"
    await root.put(f"{API}/admin/problems/endless", content=content)
    path = f"{API}/problems/endless/submissions"
    sent = [(await root.post(path, json={"code": ENDLESS})).json()["id"] for _ in range(3)]

    async def one_runs() -> Json | None:
        seen = await overview(root)
        at_work = seen["queue"][1]["running"] and seen["cells"]["cells"][0]["state"] == "busy"
        return seen if at_work else None

    seen = await eventually(one_runs)
    assert [kind["kind"] for kind in seen["queue"]] == ["run", "submit", "guest", "rejudge"]
    assert (seen["queue"][1]["queued"], seen["queue"][1]["running"]) == (2, 1)
    assert seen["queue"][1]["oldest_seconds"] > 0
    assert (seen["obstacle"], seen["checks"], seen["failures"]) == (None, [], [])

    async def one_is_judged() -> str | None:
        # The cell may have been busy with a proof, and be free for a moment before the submission.
        page = (await root.get("/metrics")).text
        busy = metric(page, 'nabla_cells{state="busy"}') == 1
        waited = metric(page, 'nabla_queue_wait_seconds_count{mode="submit"}') == 1
        return page if busy and waited else None

    page = await eventually(one_is_judged)
    assert metric(page, 'nabla_queue_depth{kind="submit",status="queued"}') == 2
    assert metric(page, 'nabla_queue_oldest_seconds{kind="submit"}') > 0
    for one in sent:
        await root.post(f"{API}/submissions/{one}/cancel")

    right = {"code": "def double(x):\n    return 2 * x\n"}
    assert (await root.post(f"{path}?wait=30", json=right)).json()["verdict"] == "accepted"
    seen = await overview(root)
    verdicts = {item["verdict"]: item["count"] for item in seen["recent"]["verdicts"]}
    # What was cancelled is no failure of ours.
    assert verdicts == {"accepted": 1, "judge_error": 3}
    assert seen["failures"] == []
    fail = text("UPDATE submissions SET verdict = 'judge_error', diagnosis = NULL WHERE id = :id")
    await alone.database.write(lambda c: c.execute(fail, {"id": sent[0]}))
    (failure,) = (await overview(root))["failures"]
    assert (failure["id"], failure["problem"], failure["user"]) == (sent[0], "endless", "admin")


async def test_cells_are_made_fresh_and_the_record_says_by_whom(
    root: httpx2.AsyncClient, alone: Context
) -> None:
    answer = await root.post(f"{API}/admin/cells/recycle")
    assert (answer.status_code, answer.json()) == (202, {"count": 1})

    async def fresh() -> bool:
        cells = (await overview(root))["cells"]
        first = cells["cells"][0]
        return bool(cells["recycled"] == 1 and first["state"] == "free" and first["number"])

    await eventually(fresh)
    page = (await root.get("/metrics")).text
    assert metric(page, 'nabla_cells_ended_total{reason="recycled"}') == 1
    again = (await root.get("/metrics")).text
    assert metric(again, 'nabla_cells_ended_total{reason="recycled"}') == 1
    acts = (await root.get(f"{API}/admin/audit", params={"act": "recycle"})).json()["items"]
    assert [(act["who"], act["details"]) for act in acts] == [("admin", {"cells": 1})]


async def test_a_service_whose_cells_are_gone_is_not_ready_until_others_came(
    root: httpx2.AsyncClient, alone: Context
) -> None:
    assert (await root.get("/readyz")).status_code == 200
    for cell in alone.pool.cells():
        cell.kill()

    async def seen_gone() -> bool:
        answer = await root.get("/readyz")
        return answer.status_code == 503 and "No judge cell is up" in answer.json()["detail"]

    await eventually(seen_gone)

    async def ready() -> bool:
        return (await root.get("/readyz")).status_code == 200

    await eventually(ready)


def full(connection: Connection) -> None:
    """Let SQLite take not one page more, which is what it says of a full disk too."""
    pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
    connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")


def locked(connection: Connection) -> None:
    """Let nothing be written, as on a disk that was mounted for reading alone."""
    connection.exec_driver_sql("PRAGMA query_only = ON")


def older_version(connection: Connection) -> None:
    """As if an older version had made it."""
    connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0001'")


@pytest.mark.parametrize(
    ("break_it", "words"),
    [
        (full, "takes no writes: database or disk is full"),
        (locked, "takes no writes: attempt to write a readonly database"),
        (older_version, "at revision 0001"),
    ],
)
async def test_a_database_that_cannot_be_used_is_said(
    root: httpx2.AsyncClient,
    alone: Context,
    monkeypatch: pytest.MonkeyPatch,
    break_it: Callable[[Connection], None],
    words: str,
) -> None:
    monkeypatch.setattr(readiness, "KEEP_SECONDS", 0.0)
    assert (await root.get("/readyz")).status_code == 200
    await alone.database.write(break_it)
    answer = await root.get("/readyz")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert answer.json()["type"] == "/errors/unavailable"
    assert words in answer.json()["detail"]
    assert (await root.get("/healthz")).status_code == 200


async def test_a_disk_that_is_almost_full_is_said(
    root: httpx2.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readiness, "KEEP_SECONDS", 0.0)
    monkeypatch.setattr(readiness, "LEAST_FREE_BYTES", 1 << 60)
    answer = await root.get("/readyz")
    assert answer.status_code == 503
    assert "almost full" in answer.json()["detail"]


async def test_a_service_that_stops_is_not_ready(root: httpx2.AsyncClient, alone: Context) -> None:
    alone.bus.stop()
    answer = await root.get("/readyz")
    assert (answer.status_code, "stopping" in answer.json()["detail"]) == (503, True)
    assert "stopping" in (await overview(root))["obstacle"]


async def test_series_are_named_by_routes_and_methods_that_there_are(
    anonymous: httpx2.AsyncClient, service: Context
) -> None:
    for path in ("/api/v1/problems/one", "/api/v1/problems/two", "/nowhere", "/elsewhere"):
        await anonymous.get(path)
    for method in ("BREW", "WHEN"):
        await anonymous.request(method, "/api/v1/problems/one")
    page = (await anonymous.get("/metrics")).text
    routes = set(re.findall(r'nabla_http_request_seconds_count\{.*?route="([^"]+)"', page))
    methods = set(re.findall(r'nabla_http_request_seconds_count\{method="([^"]+)"', page))
    assert "/api/v1/problems/{problem_id}" in routes
    assert not routes & {"/api/v1/problems/one", "/nowhere"}
    assert "other" in methods
    assert not methods & {"BREW", "WHEN"}


async def test_the_desk_is_for_admins(ada: httpx2.AsyncClient) -> None:
    assert (await ada.get(f"{API}/admin/overview")).status_code == 403
    assert (await ada.post(f"{API}/admin/cells/recycle")).status_code == 403


async def test_checks_under_way_are_named(root: httpx2.AsyncClient, alone: Context) -> None:
    user = (await root.get(f"{API}/me")).json()["id"]

    def wait(stop: threading.Event, tell: Tell) -> Proof:
        stop.wait(60)
        raise Cancelled("stopped")

    begun = alone.checks.begin(user, wait)
    (check,) = (await overview(root))["checks"]
    assert check["user"] == "admin"
    page = (await root.get("/metrics")).text
    assert metric(page, 'nabla_queue_depth{kind="check",status="running"}') == 1
    begun.stop()

    async def ended() -> bool:
        return not (await overview(root))["checks"]

    await eventually(ended)


async def test_people_who_register_are_counted_nowhere_by_name(
    anonymous: httpx2.AsyncClient,
) -> None:
    name = new_name()
    await anonymous.post(f"{API}/auth/register", json={"username": name, "password": PASSWORD})
    await anonymous.get(f"{API}/submissions")
    assert name not in (await anonymous.get("/metrics")).text


@pytest.mark.postgres
async def test_a_process_without_cells_shows_those_that_judge(
    tmp_path: Path, problem_folder: Path, new_database: Callable[[], str]
) -> None:
    url = new_database()

    def settings(name: str, cells: int) -> Settings:
        return Settings(
            data=tmp_path / name,
            database_url=url,
            problems=problem_folder,
            pages=tmp_path,
            admin_password=ADMIN_PASSWORD,
            cells=cells,
        )

    serving = settings("serving", 0)
    async with (
        open_service(settings("judging", 1)) as worker,
        open_service(serving) as replica,
        client_of(create_app(serving, replica)) as root,
    ):
        body = {"username": "admin", "password": ADMIN_PASSWORD}
        assert (await root.post(f"{API}/auth/login", json=body)).status_code == 200

        async def ready() -> bool:
            return (await root.get("/readyz")).status_code == 200

        await eventually(ready)
        path = f"{API}/problems/gradient-checking/submissions?wait=30"
        wrong = {"code": problem_of("gradient-checking").wrong[0].code}
        sent = (await root.post(path, json=wrong)).json()
        assert sent["verdict"] == "wrong_answer"
        seen = await overview(root)
        assert (seen["cells"]["cells"], seen["obstacle"]) == ([], None)
        assert [process["cells"] for process in seen["processes"]] == [1]
        assert seen["recent"]["judged"] == 1
        assert (await root.get("/metrics")).status_code == 200
        assert (await root.post(f"{API}/admin/cells/recycle")).json() == {"count": 0}
        assert worker.pool.recycled == 0

        # What admins look for is found in this database too.
        today = utc_now().date().isoformat()
        wish = {"user": "admin", "verdict": "wrong_answer", "since": today, "until": today}
        found = (await root.get(f"{API}/admin/attempts", params=wish)).json()
        assert [item["id"] for item in found["items"]] == [sent["id"]]
        assert sent["id"] in (await root.get(f"{API}/admin/attempts.csv")).text
        me = (await root.get(f"{API}/admin/users", params={"q": "admin"})).json()["items"][0]
        assert (me["attempts"], me["sessions"]) == (1, 1)
        await root.delete(f"{API}/admin/users/{me['id']}/tokens")
        acts = (await root.get(f"{API}/admin/audit", params={"user": "ADMIN"})).json()
        assert [act["act"] for act in acts["items"]] == ["delete_tokens"]
