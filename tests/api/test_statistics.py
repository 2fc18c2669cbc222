"""What the statistics count, through the calls that people make."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest
from sqlalchemy import Engine, event

from api.context import Context
from api.statistics import figures
from tests.api.support import NewClient, double, proofs_are_whole

pytestmark = pytest.mark.anyio

API = "/api/v1"
RIGHT = "def double(x):\n    return x + x\n"
ADDS = "def double(x):\n    return x + 1\n"
THIRD = "def double(x):\n    return 8.0 if x == 4 else 0.0\n"
BROKEN = "def double(x:\n"
HINTED = 'hints: [add, "x + x"]\n'
WRONG = """
wrong:
  - name: adds one
    verdict: wrong_answer
    message: One is added where x should be.
    code: "def double(x):\\n    return x + 1\\n"
"""


def problem(name: str, number: int, tests: str = "{name: three, inputs: {x: 3.0}}") -> str:
    """A problem with three hidden tests, of which `x + 1` fails all."""
    more = "tests: [{name: four, inputs: {x: 4.0}}, " + tests + ", "
    return double(name, number).replace("tests: [", more) + HINTED + WRONG


async def submit(client: httpx2.AsyncClient, name: str, code: str) -> str:
    """Judge a submission; return its verdict."""
    path = f"{API}/problems/{name}/submissions?wait=30"
    verdict: str = (await client.post(path, json={"code": code})).json()["verdict"]
    return verdict


async def statistics(admin: httpx2.AsyncClient, name: str, query: str = "") -> dict[str, object]:
    """The statistics of a problem."""
    response = await admin.get(f"{API}/admin/problems/{name}/statistics{query}")
    assert response.status_code == 200, response.text
    body: dict[str, object] = response.json()
    return body


async def test_attempts_are_counted_by_verdict_test_and_cause(
    admin: httpx2.AsyncClient, ada: httpx2.AsyncClient, bob: httpx2.AsyncClient
) -> None:
    put = await admin.put(f"{API}/admin/problems/counted", content=problem("counted", 90130))
    assert put.status_code == 201, put.text
    empty = await statistics(admin, "counted")
    assert empty["attempts"] == {"judged": 0, "accepted": 0, "acceptance": None}
    assert (empty["seconds_to_solve"], empty["verdicts"]) == (None, [])
    assert empty["never_decided"] == ["one", "four", "three", "two"]

    sent = [(ada, BROKEN), (ada, ADDS), (ada, RIGHT), (ada, ADDS), (bob, ADDS), (bob, THIRD)]
    for client, code in sent:
        await submit(client, "counted", code)
    found = await statistics(admin, "counted")
    assert found["people"] == {"opened": 2, "tried": 2, "solved": 1}
    assert found["attempts"] == {"judged": 6, "accepted": 1, "acceptance": 0.1667}
    verdicts = {item["verdict"]: item["count"] for item in found["verdicts"]}  # type: ignore[attr-defined]
    assert verdicts == {"wrong_answer": 4, "syntax_error": 1, "accepted": 1}
    tests = {t["name"]: (t["failed"], t["decided"]) for t in found["tests"]}  # type: ignore[attr-defined]
    # x + 1 is right for one; what never ran because of a syntax error failed nothing.
    assert tests == {"one": (1, 0), "four": (3, 0), "three": (4, 0), "two": (4, 0)}
    mistakes = [(m["name"], m["count"]) for m in found["mistakes"]]  # type: ignore[attr-defined]
    assert mistakes == [("adds one", 3)]
    assert {"code": "syntax", "count": 1} in found["causes"]  # type: ignore[operator]
    assert found["attempts_to_solve"] == {"people": 1, "median": 3.0, "p90": 3.0}
    assert found["seconds_to_solve"]["people"] == 1  # type: ignore[index]
    assert found["versions"] == [{"version": 1, "judged": 6, "accepted": 1, "acceptance": 0.1667}]


async def test_a_test_that_alone_fails_has_decided(
    admin: httpx2.AsyncClient, ada: httpx2.AsyncClient
) -> None:
    await admin.put(f"{API}/admin/problems/decided", content=problem("decided", 90131))
    await submit(ada, "decided", "def double(x):\n    return 2 * x if x < 4 else 0.0\n")
    found = await statistics(admin, "decided")
    tests = {t["name"]: (t["failed"], t["decided"]) for t in found["tests"]}  # type: ignore[attr-defined]
    assert tests == {"one": (0, 0), "four": (1, 1), "three": (0, 0), "two": (0, 0)}
    assert found["never_decided"] == ["one", "three", "two"]


async def test_versions_are_told_apart(admin: httpx2.AsyncClient, ada: httpx2.AsyncClient) -> None:
    path = f"{API}/admin/problems/twice"
    await admin.put(path, content=problem("twice", 90132))
    await submit(ada, "twice", ADDS)
    renamed = problem("twice", 90132, "{name: thrice, inputs: {x: 3.0}}")
    await admin.put(path, content=renamed)
    await submit(ada, "twice", RIGHT)
    both = await statistics(admin, "twice")
    assert both["attempts"] == {"judged": 2, "accepted": 1, "acceptance": 0.5}
    assert [item["version"] for item in both["versions"]] == [2, 1]  # type: ignore[attr-defined]
    old = await statistics(admin, "twice", "?version=1")
    assert old["attempts"] == {"judged": 1, "accepted": 0, "acceptance": 0.0}
    assert [test["name"] for test in old["tests"]] == ["one", "four", "three", "two"]  # type: ignore[attr-defined]
    new = await statistics(admin, "twice", "?version=2")
    assert [test["failed"] for test in new["tests"]] == [0, 0, 0, 0]  # type: ignore[attr-defined]
    for wrong, status in (("?version=3", 404), ("?version=0", 422), ("?version=x", 422)):
        response = await admin.get(f"{path}/statistics{wrong}")
        assert response.status_code == status
    assert (await admin.get(f"{API}/admin/problems/nonsense/statistics")).status_code == 404
    assert (await ada.get(f"{path}/statistics")).status_code == 403


async def test_openings_and_hints_count_people(
    admin: httpx2.AsyncClient,
    ada: httpx2.AsyncClient,
    bob: httpx2.AsyncClient,
    anonymous: httpx2.AsyncClient,
) -> None:
    await admin.put(f"{API}/admin/problems/opened", content=problem("opened", 90133))
    for client in (ada, ada, bob, anonymous):
        assert (await client.get(f"{API}/problems/opened")).status_code == 200
    for client, hint in ((ada, 1), (ada, 1), (ada, 2), (bob, 1)):
        response = await client.post(f"{API}/problems/opened/hints/{hint}")
        assert (response.status_code, response.content) == (204, b"")
    found = await statistics(admin, "opened")
    assert found["people"] == {"opened": 2, "tried": 0, "solved": 0}
    assert found["hints"] == [{"hint": 1, "people": 2}, {"hint": 2, "people": 1}]
    for number, status in (("3", 404), ("0", 422), ("x", 422)):
        response = await ada.post(f"{API}/problems/opened/hints/{number}")
        assert response.status_code == status
    assert (await ada.post(f"{API}/problems/nonsense/hints/1")).status_code == 404
    assert (await anonymous.post(f"{API}/problems/opened/hints/1")).status_code == 401


async def test_the_middle_and_the_upper_end_are_real_peoples(
    admin: httpx2.AsyncClient, new_user: NewClient
) -> None:
    await admin.put(f"{API}/admin/problems/spread", content=problem("spread", 90134))
    for failures in (0, 2, 1):
        client = await new_user()
        for code in [ADDS] * failures + [RIGHT, RIGHT, ADDS]:
            await submit(client, "spread", code)
    found = await statistics(admin, "spread")
    # What comes after the first accept changes nothing.
    assert found["attempts_to_solve"] == {"people": 3, "median": 2.0, "p90": 3.0}
    seconds = found["seconds_to_solve"]
    assert 0 <= seconds["median"] <= seconds["p90"] < 60  # type: ignore[index]


@contextmanager
def statements() -> Iterator[list[str]]:
    """What is written to the database within the block."""
    seen: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.startswith(("INSERT", "UPDATE", "DELETE")):
            seen.append(" ".join(statement.split()[:3]))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(Engine, "before_cursor_execute", note)


async def test_counting_an_accepted_attempt_costs_four_statements(
    admin: httpx2.AsyncClient,
    ada: httpx2.AsyncClient,
    service: Context,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # Else a busy machine takes note that hers took long.
    monkeypatch.setattr("api.judging.queue.turns.SLOW_SECONDS", 3600.0)
    await admin.put(f"{API}/admin/problems/cheap", content=problem("cheap", 90135))
    await submit(ada, "cheap", RIGHT)
    await proofs_are_whole(service)
    with statements() as written:
        assert await submit(ada, "cheap", RIGHT) == "accepted"
    # Processes that share a database tell each other all the time that they are there.
    others = ("submissions", "events", "errands", "workers", "jobs.")
    counting = [s for s in written if not any(name in s for name in others)]
    assert counting == [
        "INSERT INTO verdict_counts",
        "INSERT INTO usage_counts",
        "INSERT INTO active_days",
        "UPDATE users SET",
    ]
    with statements() as written:
        await ada.get(f"{API}/problems/cheap")
    assert [s for s in written if not any(name in s for name in others)] == []


async def test_reading_looks_at_no_attempt(
    admin: httpx2.AsyncClient, ada: httpx2.AsyncClient, service: Context, tmp_path: Path
) -> None:
    await admin.put(f"{API}/admin/problems/flat", content=problem("flat", 90136))
    await submit(ada, "flat", ADDS)
    read: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_: object) -> None:
        read.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        await statistics(admin, "flat")
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    # Over PostgreSQL a worker looks for work meanwhile.
    read = [statement for statement in read if "SKIP LOCKED" not in statement]
    assert read
    assert not any("submissions" in statement for statement in read)


async def test_figures_of_many_people_are_counted_once_a_minute(
    admin: httpx2.AsyncClient,
    ada: httpx2.AsyncClient,
    bob: httpx2.AsyncClient,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await admin.put(f"{API}/admin/problems/crowded", content=problem("crowded", 90137))
    monkeypatch.setattr(figures, "MANY", 1)
    await submit(ada, "crowded", RIGHT)
    assert (await statistics(admin, "crowded"))["people"] == {"opened": 1, "tried": 1, "solved": 1}
    await submit(bob, "crowded", ADDS)
    found = await statistics(admin, "crowded")
    assert found["people"] == {"opened": 1, "tried": 1, "solved": 1}
    # What is counted by the attempt is never old.
    assert found["attempts"] == {"judged": 2, "accepted": 1, "acceptance": 0.5}
    monkeypatch.setattr(figures, "KEPT_SECONDS", 0.0)
    found = await statistics(admin, "crowded")
    assert found["people"] == {"opened": 2, "tried": 2, "solved": 1}
