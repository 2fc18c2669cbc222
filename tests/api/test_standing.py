"""How an accepted submission stands among the others."""

import itertools

import httpx2
import pytest
from sqlalchemy import Connection, insert, select, update

from api.context import Context
from api.ids import new_id
from api.statistics.standing import LEAST_OTHERS, LEAST_PEOPLE, MOST_BUCKETS, buckets_of
from api.store.tables import Journey, Submission, UsageCount, User, utc_now
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
        "time_ms": None,
        "memory_kib": None,
    }
    counts = await service.database.read(
        lambda c: c.execute(
            select(UsageCount.measure, UsageCount.value, UsageCount.count).where(
                UsageCount.problem_id == "rank-among"
            )
        ).all()
    )
    assert sorted((row[0], row[2]) for row in counts) == [("memory_kib", 1), ("time_ms", 1)]

    def weigh(connection: Connection) -> None:
        """Have hers take some memory: so small a program may well take none."""
        measured = UsageCount.problem_id == "rank-among", UsageCount.measure == "memory_kib"
        connection.execute(update(UsageCount).where(*measured).values(value=500.0))
        connection.execute(update(Submission).where(Submission.id == mine).values(memory_kib=500))

    await service.database.write(weigh)
    # Three slower ones and two faster; five that need less memory.
    time_ms = next(row.value for row in counts if row.measure == "time_ms")
    others = [("time_ms", time_ms * 10, 3), ("time_ms", time_ms / 10, 2), ("memory_kib", 1.0, 5)]
    key = {"problem_id": "rank-among", "version": 1}
    rows = [key | {"measure": m, "value": value, "count": n} for m, value, n in others]
    await service.database.write(lambda c: c.execute(insert(UsageCount), rows))
    found = (await ada.get(path)).json()
    nothing = {"time_ms": None, "memory_kib": None}  # These five may all be one person's.
    assert found == {"others": LEAST_OTHERS, "faster_than": 0.6, "lighter_than": 0.0} | nothing

    now = utc_now()
    people = [
        {
            "id": (person := new_id()),
            "username": person[-12:],
            "name_key": person,
            "password_hash": "",
            "role": "candidate",
            "created_at": now,
        }
        for _ in range(LEAST_PEOPLE)
    ]
    await service.database.write(lambda c: c.execute(insert(User), people))
    solved = [
        {
            "user_id": person["id"],
            "problem_id": "rank-among",
            "begun_at": now,
            "seen_at": now,
            "solved_at": now,
            "failed": 0,
        }
        for person in people
    ]
    few = solved[1:]
    await service.database.write(lambda c: c.execute(insert(Journey), few))
    assert (await ada.get(path)).json()["time_ms"] is None
    await service.database.write(lambda c: c.execute(insert(Journey), solved[:1]))
    found = (await ada.get(path)).json()
    for measure in ("time_ms", "memory_kib"):
        buckets = found[measure]["buckets"]
        assert sum(bucket["count"] for bucket in buckets) == LEAST_OTHERS + 1
        assert buckets[-1]["count"] > 0
    assert found["time_ms"]["value"] == time_ms

    assert (await bob.get(path)).status_code == 404
    wrong = await submit(ada, "rank-among", "def double(x):\n    return x\n")
    assert (await ada.get(f"{API}/submissions/{wrong}/standing")).status_code == 404
    await service.database.write(
        lambda c: c.execute(
            update(Submission).where(Submission.id == mine).values(time_ms=None, memory_kib=None)
        )
    )
    assert (await ada.get(path)).json()["faster_than"] is None


def test_buckets_have_ends_that_people_can_read() -> None:
    buckets = buckets_of([(0.41, 3), (0.48, 5), (0.9, 2), (1.3, 9), (70.0, 1)])
    assert len(buckets) <= MOST_BUCKETS
    ends = [(bucket.least, bucket.below) for bucket in buckets]
    assert ends[:2] == [(0.4, 0.5), (0.5, 0.6)]
    assert ends[-1][1] is None  # the one that took 70 ms
    assert sum(bucket.count for bucket in buckets) == 20
    assert [bucket.count for bucket in buckets][:2] == [8, 0]
    for before, after in itertools.pairwise(buckets):
        assert before.below == after.least


def test_buckets_of_equal_values_and_of_none() -> None:
    assert buckets_of([]) == []
    (bucket,) = buckets_of([(24000.0, 7)])
    assert bucket.count == 7
    assert bucket.below is not None
    assert bucket.least <= 24000.0 < bucket.below
    (zero,) = buckets_of([(0.0, 6)])
    assert zero.count == 6
