"""Drafts: checked with news on the way, previewed, tried; nothing of it is stored."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest

from tests.api.support import ENDLESS, Server, double

pytestmark = pytest.mark.anyio

API = "/api/v1"
STREAM = {"Accept": "text/event-stream"}
SLOW = "solution: |\n  def double(x):\n      while True:\n          pass\n"


def slow(name: str, number: int) -> str:
    """A problem whose check takes ten seconds: a generator that never ends."""
    endless = "generate: 'while True: pass'"
    return double(name, number).replace("inputs: {x: 2.0}", endless)


async def read_events(response: httpx2.Response) -> AsyncIterator[tuple[str, Any]]:
    """The events of a stream as they come."""
    name = ""
    async for line in response.aiter_lines():
        if line.startswith("event: "):
            name = line.removeprefix("event: ")
        elif line.startswith("data: "):
            yield name, json.loads(line.removeprefix("data: "))


async def check(client: httpx2.AsyncClient, text: str) -> list[tuple[str, Any]]:
    """All events of a check."""
    path = f"{API}/admin/problems/check"
    async with client.stream("POST", path, content=text, headers=STREAM) as response:
        assert response.status_code == 200
        assert response.headers["content-type"].startswith("text/event-stream")
        return [event async for event in read_events(response)]


async def test_a_check_tells_its_steps_and_its_end(admin: httpx2.AsyncClient) -> None:
    events = await check(admin, double("streamed", 90120))
    names = [name for name, _ in events]
    assert names[0] == "step"
    assert names[-1] == "done"
    assert set(events[0][1]) == {"name", "done", "total"}
    done = events[-1][1]
    assert (done["ok"], done["issues"], done["tests"]) == (True, [], 2)
    steps = [data["name"] for name, data in events if name == "step"]
    assert steps.index("tests") < steps.index("solution") < steps.index("mutants")
    table = next(data for name, data in events if name == "mutants")
    assert table["total"] == table["killed"] + table["equivalent"] + len(table["survivors"])
    assert done["mutants"]["killed"] == table["killed"]
    assert table["killed"] > 0
    assert done["seconds"] > 0
    assert (await admin.get(f"{API}/problems/streamed")).status_code == 404


@pytest.mark.parametrize(
    "text", ["kind: [", double("streamed", 90120, factor="y"), "x" * (2**20 + 1), "\x00"]
)
async def test_a_check_tells_each_issue_once(admin: httpx2.AsyncClient, text: str) -> None:
    events = await check(admin, text)
    told = [data for name, data in events if name == "issue"]
    done = events[-1][1]
    assert done["ok"] is False
    assert told == done["issues"]
    assert told
    assert told[0]["severity"] == "error"
    assert told[0]["line"] >= 1


async def test_what_a_check_proved_is_published_at_once(
    admin: httpx2.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = double("proven", 90121)
    assert (await check(admin, text))[-1][1]["ok"] is True

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("proved again")

    monkeypatch.setattr("api.problems.catalogue.prove_document", refuse)
    assert (await admin.put(f"{API}/admin/problems/proven", content=text)).status_code == 201


async def test_a_preview_is_what_a_candidate_would_see(admin: httpx2.AsyncClient) -> None:
    path = f"{API}/admin/problems/preview"
    text = double("previewed", 90122)
    body = (await admin.post(path, content=text)).json()
    assert body["issues"] == []
    view = body["view"]
    assert view["examples"][0]["expected"]["data"] == 2.0
    assert (view["title"], view["hidden_tests"], view["version"]) == ("Double", 1, 0)
    await admin.put(f"{API}/admin/problems/previewed", content=text)
    published = (await admin.get(f"{API}/problems/previewed")).json()
    assert set(published) <= set(view)
    assert "solution" not in view

    # The tests need not be right, and a reference that fails gives no values.
    broken = await admin.post(path, content=text.replace("inputs: {x: 2.0}", "inputs: {x: q}"))
    assert broken.json()["view"]["examples"][0]["expected"]["data"] == 2.0
    failing = (await admin.post(path, content=double("previewed", 90122, factor="y"))).json()
    assert failing["view"]["examples"][0]["expected"] is None
    assert failing["view"]["examples"][0]["inputs"]["x"]["data"] == 1.0
    assert "NameError" in failing["issues"][0]["message"]
    unfit = (await admin.post(path, content=text.replace("{x: 1.0}", "{x: [1]}"))).json()
    assert unfit["view"]["examples"][0]["inputs"]["x"]["data"][0]["data"] == 1
    assert unfit["issues"][0]["field"] == "examples.0.inputs.x"
    nothing = (await admin.post(path, content="kind: [")).json()
    assert nothing["view"] is None
    assert nothing["issues"][0]["line"] >= 1
    assert (await admin.post(path, content=b"\xff")).status_code == 422


async def test_a_preview_does_not_wait_for_an_endless_reference(
    admin: httpx2.AsyncClient,
) -> None:
    text = double("endless", 90123)
    solution = next(line for line in text.splitlines() if line.startswith("solution"))
    path = f"{API}/admin/problems/preview"
    async with asyncio.timeout(30):
        body = (await admin.post(path, content=text.replace(solution + "\n", SLOW))).json()
    assert body["view"]["examples"][0]["expected"] is None
    assert "2 s" in body["issues"][0]["message"]


async def test_a_check_leaves_a_cell_to_candidates(
    admin: httpx2.AsyncClient, ada: httpx2.AsyncClient
) -> None:
    await admin.put(f"{API}/admin/problems/beside", content=double("beside", 90126))
    checking = asyncio.create_task(check(admin, slow("hog", 90127)))
    code = {"code": "def double(x):\n    return x + x\n"}
    for _ in range(5):
        path = f"{API}/problems/beside/submissions?wait=30"
        assert (await ada.post(path, json=code)).json()["verdict"] == "accepted"
    assert not checking.done()
    assert (await checking)[-1][1]["ok"] is False


async def test_a_trial_shows_hidden_tests_to_their_author(admin: httpx2.AsyncClient) -> None:
    path = f"{API}/admin/problems/try"
    source = double("tried", 90124)
    wrong = {"source": source, "code": "def double(x):\n    print(x)\n    return 1 + x\n"}
    report = (await admin.post(path, json=wrong)).json()
    assert (report["verdict"], report["passed"], report["total"]) == ("wrong_answer", 1, 2)
    assert [test["hidden"] for test in report["tests"]] == [False, True]
    hidden = report["tests"][1]
    assert (hidden["expected"]["data"], hidden["actual"]["data"]) == (4.0, 3.0)
    assert hidden["stdout"] == "2.0\n"
    right = {"source": source, "code": "def double(x):\n    return 2 * x\n"}
    assert (await admin.post(path, json=right)).json()["verdict"] == "accepted"
    endless = {"source": source, "code": ENDLESS}
    slow_report = (await admin.post(path, json=endless)).json()
    assert slow_report["verdict"] == "time_limit_exceeded"
    assert (await admin.get(f"{API}/problems/tried")).status_code == 404


async def test_a_trial_refuses_what_cannot_be_tried(admin: httpx2.AsyncClient) -> None:
    path = f"{API}/admin/problems/try"
    source = double("tried", 90124)
    for body, status in (
        ({"source": "kind: [", "code": "x"}, 422),
        ({"source": double("tried", 90124, factor="y"), "code": "x"}, 422),
        ({"source": source, "code": "x" * 300_000}, 413),
        ({"source": source, "code": "\ud800"}, 422),
        ({"source": source}, 422),
        ({"source": source, "code": "x", "more": 1}, 422),
        ([], 422),
    ):
        kind = {"Content-Type": "application/json"}
        response = await admin.post(path, content=json.dumps(body), headers=kind)
        assert response.status_code == status, body
    bad = await admin.post(path, json={"source": "kind: [", "code": "x"})
    assert bad.json()["issues"][0]["line"] >= 1


def test_one_check_a_person_and_none_for_who_went_away(server: Server) -> None:
    with server.client() as client:
        body = {"username": "admin", "password": "battery staple"}
        assert client.post("/auth/login", json=body).status_code == 200
        path = "/admin/problems/check"
        with client.stream("POST", path, content=slow("slow", 90125), headers=STREAM) as first:
            assert next(first.iter_lines()) == "event: step"
            second = client.post(path, content=double("slow", 90125))
            assert second.status_code == 429
            assert second.json()["type"] == "/errors/check-running"
        # The stream is closed: the check stops long before its ten seconds of computing are over.
        closed = time.monotonic()
        while (third := client.post(path, content=double("slow", 90125))).status_code == 429:
            assert time.monotonic() - closed < 8
            time.sleep(0.1)
        assert third.status_code == 200


async def test_the_schema_of_the_format_is_served_to_admins(
    admin: httpx2.AsyncClient, ada: httpx2.AsyncClient
) -> None:
    schema = (await admin.get(f"{API}/admin/schema")).json()
    assert schema["$defs"]["Problem"]["properties"]["statement"]["description"]
    assert (await ada.get(f"{API}/admin/schema")).status_code == 403


@pytest.mark.parametrize(("name", "status"), [("none", 404), ("A", 422), ("..%2Fmodel", 404)])
async def test_a_template_that_is_not_there_is_told(
    admin: httpx2.AsyncClient, name: str, status: int
) -> None:
    assert (await admin.get(f"{API}/admin/templates/{name}")).status_code == status
