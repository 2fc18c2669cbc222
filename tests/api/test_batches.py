"""Many submissions in one call."""

import httpx2
import pytest

from api.context import Context
from tests.api.support import PASSWORD, problem_of

pytestmark = pytest.mark.anyio

BATCHES = "/api/v1/batches"
RIGHT = problem_of("gradient-checking").solution
WRONG = problem_of("gradient-checking").wrong[0].code


def _body(*codes: str, problem: str = "gradient-checking") -> dict[str, object]:
    return {"submissions": [{"problem": problem, "code": code} for code in codes]}


def _told(stream: str) -> list[int]:
    lines = [line for line in stream.splitlines() if line.startswith('data: {"index"')]
    return [int(line.split(":")[2].split(",")[0]) for line in lines]


async def test_a_batch_is_judged_and_followed_by_one_stream(ada: httpx2.AsyncClient) -> None:
    made = await ada.post(BATCHES, json=_body(RIGHT, WRONG, RIGHT))
    assert made.status_code == 201
    batch = made.json()
    assert [item["problem"] for item in batch["submissions"]] == ["gradient-checking"] * 3
    events = (await ada.get(f"{BATCHES}/{batch['id']}/events")).text
    assert sorted(_told(events)) == [0, 1, 2]
    assert events.rstrip().split("event: ")[-1].startswith("done")
    found = (await ada.get(made.headers["location"])).json()
    assert (found["done"], found["total"]) == (3, 3)
    verdicts = [item["verdict"] for item in found["submissions"]]
    assert verdicts == ["accepted", "wrong_answer", "accepted"]
    assert (await ada.get("/api/v1/progress")).json()["solved"] == 1


async def test_a_stream_resumes_without_gap_or_repetition(ada: httpx2.AsyncClient) -> None:
    made = (await ada.post(BATCHES, json=_body(RIGHT, RIGHT, WRONG))).json()
    path = f"{BATCHES}/{made['id']}/events"
    whole = (await ada.get(path)).text
    first = next(line[4:] for line in whole.splitlines() if line.startswith("id: "))
    rest = (await ada.get(path, headers={"Last-Event-ID": first})).text
    assert sorted(_told(rest)) == sorted(_told(whole)[1:])
    for odd in ("", "zz", "f" * 99, "-1"):
        answer = await ada.get(path, headers={"Last-Event-ID": odd})
        assert sorted(_told(answer.text)) == [0, 1, 2]


async def test_a_fault_in_one_stores_none(ada: httpx2.AsyncClient, service: Context) -> None:
    body = _body(RIGHT, "x" * 300_000)
    answer = await ada.post(BATCHES, json=body)
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == ["submissions.1"]
    unknown = await ada.post(BATCHES, json=_body(RIGHT, problem="nothing"))
    assert unknown.status_code == 422
    assert (await ada.post(BATCHES, json=_body())).status_code == 422
    assert (await ada.post(BATCHES, json=_body(*["x"] * 101))).status_code == 422
    assert (await ada.get("/api/v1/submissions")).json()["items"] == []


async def test_the_same_key_gives_the_same_batch(ada: httpx2.AsyncClient) -> None:
    key = {"Idempotency-Key": "week 3"}
    first = (await ada.post(BATCHES, json=_body(RIGHT), headers=key)).json()
    second = (await ada.post(BATCHES, json=_body(RIGHT), headers=key)).json()
    assert first["id"] == second["id"]
    other = await ada.post(BATCHES, json=_body(WRONG), headers=key)
    assert other.status_code == 422
    assert other.json()["type"] == "/errors/idempotency-key-reused"


async def test_batches_are_their_owners(ada: httpx2.AsyncClient, bob: httpx2.AsyncClient) -> None:
    made = (await ada.post(BATCHES, json=_body(RIGHT))).json()
    for path in (f"{BATCHES}/{made['id']}", f"{BATCHES}/{made['id']}/events", f"{BATCHES}/x"):
        assert (await bob.get(path)).status_code == 404
    # An account that goes takes its batches along.
    await ada.get(f"{BATCHES}/{made['id']}/events")
    gone = await ada.request("DELETE", "/api/v1/me", json={"password": PASSWORD})
    assert gone.status_code == 204
