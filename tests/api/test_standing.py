"""How an accepted submission stands among the others."""

import httpx2
import pytest
from sqlalchemy import insert, select, update

from api.context import Context
from api.statistics.standing import LEAST_OTHERS
from api.store.tables import Submission, UsageCount
from tests.api.support import double

pytestmark = pytest.mark.anyio

API = "/api/v1"
RIGHT = "def double(x):\n    return x + x\n"


async def submit(client: httpx2.AsyncClient, name: str, code: str = RIGHT) -> str:
    """The id of a judged submission."""
    path = f"{API}/problems/{name}/submissions?wait=30"
    made: str = (await client.post(path, json={"code": code})).json()["id"]
    return made


async def test_an_accepted_submission_is_compared_with_the_others(
    admin: httpx2.AsyncClient,
    ada: httpx2.AsyncClient,
    bob: httpx2.AsyncClient,
    service: Context,
) -> None:
    await admin.put(f"{API}/admin/problems/rank-among", content=double("rank-among", 90177))
    mine = await submit(ada, "rank-among")
    path = f"{API}/submissions/{mine}/standing"
    assert (await ada.get(path)).json() == {
        "others": 0,
        "faster_than": None,
        "lighter_than": None,
    }
    counts = await service.database.read(
        lambda c: c.execute(
            select(UsageCount.measure, UsageCount.value, UsageCount.count).where(
                UsageCount.problem_id == "rank-among"
            )
        ).all()
    )
    assert sorted((row[0], row[2]) for row in counts) == [("memory_kib", 1), ("time_ms", 1)]

    # Three slower ones and two faster; five that need less memory.
    time_ms = next(row.value for row in counts if row.measure == "time_ms")
    others = [("time_ms", time_ms * 10, 3), ("time_ms", time_ms / 10, 2), ("memory_kib", 1.0, 5)]
    key = {"problem_id": "rank-among", "version": 1}
    rows = [key | {"measure": m, "value": value, "count": n} for m, value, n in others]
    await service.database.write(lambda c: c.execute(insert(UsageCount), rows))
    found = (await ada.get(path)).json()
    assert found == {"others": LEAST_OTHERS, "faster_than": 0.6, "lighter_than": 0.0}

    assert (await bob.get(path)).status_code == 404
    wrong = await submit(ada, "rank-among", "def double(x):\n    return x\n")
    assert (await ada.get(f"{API}/submissions/{wrong}/standing")).status_code == 404
    await service.database.write(
        lambda c: c.execute(
            update(Submission).where(Submission.id == mine).values(time_ms=None, memory_kib=None)
        )
    )
    assert (await ada.get(path)).json()["faster_than"] is None
