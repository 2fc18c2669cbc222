"""Old attempts lose their code and values where the operator says so, and nothing else."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import httpx2
import pytest
from sqlalchemy import update

from api.context import Context
from api.ids import first_id, new_id
from api.retention import Retention, strip
from api.store.tables import Submission, utc_now
from tests.api.support import problem_of

pytestmark = pytest.mark.anyio

PROBLEM = "gradient-checking"
RIGHT = problem_of(PROBLEM).solution
WRONG = RIGHT + "\nprint('seen')\ndef gradient_check(W, X, b, y, eps):\n    return W\n"


async def submit(client: httpx2.AsyncClient, code: str) -> Any:
    answer = await client.post(
        f"/api/v1/problems/{PROBLEM}/submissions?wait=60", json={"code": code}
    )
    assert answer.status_code == 201, answer.text
    return answer.json()


async def age(context: Context, submission: Any, days: int) -> str:
    """Let an attempt have been made so many days ago; return its new id."""
    random = new_id()[-13:]
    aged = first_id(utc_now() - timedelta(days=days))[:-13] + random
    change = update(Submission).where(Submission.id == submission["id"]).values(id=aged)
    await context.database.write(lambda connection: connection.execute(change))
    return aged


@pytest.fixture
async def attempts(
    service: Context, ada: httpx2.AsyncClient
) -> tuple[httpx2.AsyncClient, dict[str, str]]:
    """A candidate's client, and the ids of what they sent: old and new, right and wrong."""
    ids = {}
    for name, code, days in (
        ("wrong, old", WRONG, 40),
        ("right, older", RIGHT, 39),
        ("right, old", RIGHT, 38),
        ("wrong, new", WRONG, 2),
    ):
        ids[name] = await age(service, await submit(ada, code), days)
    return ada, ids


async def test_code_goes_but_for_the_newest_accepted(
    service: Context, attempts: tuple[httpx2.AsyncClient, dict[str, str]]
) -> None:
    client, ids = attempts
    before = (await client.get("/api/v1/progress")).json()
    assert await Retention(service.database, 30, None).sweep() >= 2
    shown = {name: (await client.get(f"/api/v1/submissions/{i}")).json() for name, i in ids.items()}
    codes = {name: one["code"] for name, one in shown.items()}
    assert codes == {
        "wrong, old": None,
        "right, older": None,
        "right, old": RIGHT,
        "wrong, new": WRONG,
    }
    assert shown["wrong, old"]["verdict"] == "wrong_answer"
    assert "actual" in shown["wrong, old"]["tests"][0]
    assert (await client.get("/api/v1/progress")).json() == before
    assert await Retention(service.database, 30, None).sweep() == 0, "it is done once"


async def test_values_go_and_verdicts_stay(
    service: Context, attempts: tuple[httpx2.AsyncClient, dict[str, str]]
) -> None:
    client, ids = attempts
    was = (await client.get(f"/api/v1/submissions/{ids['wrong, old']}")).json()
    assert await Retention(service.database, None, 30).sweep() >= 3
    now = (await client.get(f"/api/v1/submissions/{ids['wrong, old']}")).json()
    assert was["tests"][0]["actual"] is not None
    for before, after in zip(was["tests"], now["tests"], strict=True):
        assert after.get("actual") is None
        assert after.get("inputs") is None
        assert after.get("stdout") is None
        for name in ("name", "hidden", "verdict", "diagnosis"):
            assert after[name] == before[name]
    assert now["code"] == WRONG
    new = (await client.get(f"/api/v1/submissions/{ids['wrong, new']}")).json()
    assert new["tests"][0]["actual"] is not None
    assert await Retention(service.database, None, 30).sweep() == 0


async def test_a_sweep_goes_on_from_where_the_last_one_ended(
    service: Context, attempts: tuple[httpx2.AsyncClient, dict[str, str]]
) -> None:
    client, ids = attempts
    retention = Retention(service.database, 30, None)
    assert await retention.sweep() >= 2
    assert await retention.sweep() == 0
    late = await age(service, await submit(client, WRONG), 31)
    assert late > ids["right, old"]
    assert await retention.sweep() == 1


async def test_nothing_goes_where_nothing_is_said(
    service: Context, attempts: tuple[httpx2.AsyncClient, dict[str, str]]
) -> None:
    client, ids = attempts
    assert await Retention(service.database, None, None).sweep() == 0
    for identity in ids.values():
        assert (await client.get(f"/api/v1/submissions/{identity}")).json()["code"]


def test_what_is_kept_of_a_test_is_no_value() -> None:
    test = {"name": "n", "hidden": False, "verdict": "wrong_answer", "actual": 1, "inputs": {}}
    assert strip([test]) == [{"name": "n", "hidden": False, "verdict": "wrong_answer"}]
    assert strip(None) is None
