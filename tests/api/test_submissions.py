"""Submitting, running, waiting, and who may see what came of it."""

import asyncio
from datetime import datetime
from typing import Any

import httpx2
import pytest

from api.context import Context
from api.submissions.schemas import Submission, SubmissionItem, SubmissionWithCode
from tests.api.support import ENDLESS, NewClient, problem_of

pytestmark = pytest.mark.anyio

API = "/api/v1"
PROBLEM = f"{API}/problems/gradient-checking"
SUBMISSIONS = f"{PROBLEM}/submissions"
RIGHT = problem_of("gradient-checking").solution


async def test_a_right_solution_is_accepted(ada: httpx2.AsyncClient) -> None:
    response = await ada.post(f"{PROBLEM}/submissions?wait=30", json={"code": RIGHT})
    assert response.status_code == 201
    body = response.json()
    found = Submission.model_validate(body)
    assert (found.status, found.verdict, found.score) == ("done", "accepted", 1.0)
    assert found.passed == found.total == len(found.tests)
    assert found.problem == "gradient-checking"
    assert found.mode == "submit"
    assert found.finished_at is not None
    assert found.created_at <= found.finished_at
    assert datetime.fromisoformat(body["created_at"]).tzinfo is not None

    again = await ada.get(response.headers["location"])
    assert SubmissionWithCode.model_validate(again.json()).code == RIGHT
    assert {**body, "code": RIGHT} == again.json()


async def test_each_known_mistake_gets_its_verdict_and_its_words(ada: httpx2.AsyncClient) -> None:
    for wrong in problem_of("gradient-checking").wrong:
        response = await ada.post(f"{PROBLEM}/submissions?wait=30", json={"code": wrong.code})
        body = response.json()
        assert body["verdict"] == wrong.verdict, wrong.name
        if wrong.verdict == "wrong_answer":
            assert body["diagnosis"]["message"] == wrong.message


async def test_a_submission_is_first_queued_and_then_judged(ada: httpx2.AsyncClient) -> None:
    response = await ada.post(f"{PROBLEM}/submissions", json={"code": RIGHT})
    assert response.status_code == 201
    body = response.json()
    assert body["status"] in ("queued", "running")
    assert (body["verdict"], body["score"], body["finished_at"]) == (None, None, None)
    judged = await ada.get(f"{API}/submissions/{body['id']}?wait=30")
    assert judged.json()["verdict"] == "accepted"


async def test_a_run_shows_the_examples_only(ada: httpx2.AsyncClient) -> None:
    code = RIGHT + "\nprint('loaded')\n"
    response = await ada.post(f"{PROBLEM}/runs?wait=30", json={"code": code})
    body = response.json()
    found = Submission.model_validate(body)
    assert (found.mode, found.verdict) == ("run", "accepted")
    examples = problem_of("gradient-checking").examples
    assert [test.name for test in found.tests] == [example.name for example in examples]
    for test in found.tests:
        assert not test.hidden
        assert test.expected == test.actual
        assert test.inputs


async def test_a_run_takes_inputs_of_ones_own(ada: httpx2.AsyncClient) -> None:
    problem = problem_of("numerical-gradient")
    inputs = [dict(example.inputs) for example in problem.examples]
    body = {"code": problem.solution, "inputs": inputs}
    response = await ada.post(f"{API}/problems/numerical-gradient/runs?wait=30", json=body)
    assert response.status_code == 201, response.text
    found = Submission.model_validate(response.json())
    assert found.verdict == "accepted"
    assert found.total == len(inputs)


async def test_inputs_that_do_not_fit_are_refused(ada: httpx2.AsyncClient) -> None:
    problem = problem_of("gradient-checking")
    good = dict(problem.examples[0].inputs)
    first = problem.parameters[0].name
    deep: Any = 1
    for _ in range(100):
        deep = [deep]
    for case in (
        {},
        {**good, "more": 1},
        {**good, first: "text"},
        {**good, first: [[1.0], [2.0, 3.0]]},
        {**good, first: deep},
        {**good, first: "\u0000"},
    ):
        body = {"code": RIGHT, "inputs": [case]}
        response = await ada.post(f"{PROBLEM}/runs?wait=30", json=body)
        assert response.status_code == 422, case
        assert response.json()["errors"][0]["field"].startswith("inputs")
    for inputs in ([], [good] * 21, "text", [1]):
        whole: dict[str, Any] = {"code": RIGHT, "inputs": inputs}
        response = await ada.post(f"{PROBLEM}/runs", json=whole)
        assert response.status_code == 422, inputs


async def test_without_a_log_in_nothing_is_taken(anonymous: httpx2.AsyncClient) -> None:
    for method, path in (
        ("POST", f"{PROBLEM}/submissions"),
        ("POST", f"{PROBLEM}/runs"),
        ("GET", f"{API}/submissions"),
        ("GET", f"{API}/submissions/{'0' * 36}"),
        ("GET", f"{API}/submissions/{'0' * 36}/events"),
        ("GET", f"{API}/progress"),
        ("GET", f"{API}/me/tokens"),
    ):
        body = {"code": RIGHT} if method == "POST" else None
        response = await anonymous.request(method, path, json=body)
        assert response.status_code == 401, path
        assert response.json()["type"] == "/errors/not-logged-in"


async def test_submissions_of_others_do_not_exist(new_user: NewClient) -> None:
    ada, bob = await new_user(), await new_user()
    made = (await ada.post(f"{PROBLEM}/submissions?wait=30", json={"code": RIGHT})).json()
    for path in (f"{API}/submissions/{made['id']}", f"{API}/submissions/{made['id']}/events"):
        response = await bob.get(path)
        unknown = await bob.get(path.replace(made["id"], "0" * 36))
        assert response.status_code == unknown.status_code == 404
        assert response.json() == unknown.json()
    assert (await bob.get(f"{API}/submissions")).json()["items"] == []


async def test_my_submissions_are_listed_newest_first(ada: httpx2.AsyncClient) -> None:
    made = []
    for name in ("gradient-checking", "numerical-gradient", "gradient-checking"):
        path = f"{API}/problems/{name}/submissions"
        made.append((await ada.post(path, json={"code": "x = 1"})).json()["id"])
    run = (await ada.post(f"{PROBLEM}/runs", json={"code": "x = 1"})).json()["id"]

    async def listed(query: str) -> list[str]:
        page = (await ada.get(f"{API}/submissions{query}")).json()
        return [SubmissionItem.model_validate(item).id for item in page["items"]]

    assert await listed("") == made[::-1]
    assert await listed("?problem=gradient-checking") == [made[2], made[0]]
    assert await listed("?problem=nonsense") == []
    assert await listed("?mode=run") == [run]
    first = (await ada.get(f"{API}/submissions?limit=2")).json()
    second = (await ada.get(f"{API}/submissions?limit=2&cursor={first['next']}")).json()
    assert [item["id"] for item in first["items"] + second["items"]] == made[::-1]
    assert second["next"] is None


async def test_a_key_gives_the_same_submission(ada: httpx2.AsyncClient) -> None:
    headers = {"Idempotency-Key": "first try"}
    first = await ada.post(f"{PROBLEM}/submissions", json={"code": RIGHT}, headers=headers)
    second = await ada.post(f"{PROBLEM}/submissions?wait=30", json={"code": RIGHT}, headers=headers)
    assert first.status_code == second.status_code == 201
    assert first.json()["id"] == second.json()["id"]
    assert second.json()["verdict"] == "accepted"
    assert len((await ada.get(f"{API}/submissions")).json()["items"]) == 1

    other = await ada.post(f"{PROBLEM}/submissions", json={"code": "x = 1"}, headers=headers)
    assert other.status_code == 422
    assert other.json()["type"] == "/errors/idempotency-key-reused"


async def test_a_key_holds_under_a_race(new_user: NewClient) -> None:
    ada, bob = await new_user(), await new_user()
    headers = {"Idempotency-Key": "racing"}

    async def post(client: httpx2.AsyncClient) -> str:
        path = f"{PROBLEM}/submissions?wait=30"
        response = await client.post(path, json={"code": RIGHT}, headers=headers)
        assert response.status_code == 201, response.text
        assert response.json()["verdict"] == "accepted"
        return str(response.json()["id"])

    mine = await asyncio.gather(*(post(ada) for _ in range(8)), post(bob))
    assert len(set(mine[:8])) == 1
    # The key is Ada's own: Bob's is another.
    assert mine[8] not in mine[:8]
    assert len((await ada.get(f"{API}/submissions")).json()["items"]) == 1


async def test_many_at_once_are_all_judged(new_user: NewClient, service: Context) -> None:
    clients = [await new_user() for _ in range(3)]

    async def post(client: httpx2.AsyncClient, number: int) -> None:
        code = RIGHT if number % 2 else "x = 1"
        path = f"{PROBLEM}/submissions?wait=30"
        body = (await client.post(path, json={"code": code})).json()
        assert body["verdict"] == ("accepted" if number % 2 else "runtime_error")

    await asyncio.gather(*(post(client, number) for client in clients for number in range(10)))
    assert await service.queue.depth() == {}


async def test_nothing_hidden_leaves_the_service(
    admin: httpx2.AsyncClient, ada: httpx2.AsyncClient
) -> None:
    problem = """
kind: problem
id: secrets
number: 90001
title: Secrets
difficulty: easy
topics: [secrecy]
statement: Double it.
function: double
parameters: [{name: x, type: float, about: a number}]
returns: {type: float, about: its double}
starter: "def double(x):\\n    pass\\n"
solution: "def double(x):\\n    return 2 * x\\n"
examples: [{name: one, inputs: {x: 1.0}}]
tests: [{name: more, inputs: {x: 790198381.1375}}]
"""
    put = await admin.put(f"{API}/admin/problems/secrets", content=problem)
    assert put.status_code == 201, put.text
    bodies = [(await ada.get(f"{API}/problems/secrets")).text]
    for code in (
        "def double(x):\n    return 2 * x\n",
        "def double(x):\n    return x\n",
        "def double(x):\n    print(x)\n    return x\n",
        "def double(x):\n    raise ValueError(x)\n",
        "def double(x):\n    return str(x)\n",
        "def double(x):\n    if x > 2:\n        print(x)\n        while True:\n            pass\n",
        "def double(x):\n    return {}[x]\n",
        "import sys\ndef double(x):\n    sys.exit(str(x))\n",
    ):
        for call in ("submissions", "runs"):
            response = await ada.post(f"{API}/problems/secrets/{call}?wait=30", json={"code": code})
            body = response.json()
            assert body["status"] == "done"
            bodies.append(response.text)
            bodies.append((await ada.get(f"{API}/submissions/{body['id']}/events")).text)
    bodies.append((await ada.get(f"{API}/submissions")).text)
    for secret in ("790198381", "1580396762"):
        assert [body for body in bodies if secret in body] == []


async def test_a_running_submission_can_be_cancelled(
    ada: httpx2.AsyncClient, bob: httpx2.AsyncClient
) -> None:
    made = (await ada.post(SUBMISSIONS, json={"code": ENDLESS})).json()
    path = f"{API}/submissions/{made['id']}"
    assert (await bob.post(f"{path}/cancel")).status_code == 404
    cancelled = (await ada.post(f"{path}/cancel")).json()
    assert (cancelled["status"], cancelled["verdict"]) == ("done", "judge_error")
    assert cancelled["diagnosis"]["code"] == "cancelled"
    # What the judge finds later changes nothing, and the cells are free for others.
    right = {"code": RIGHT}
    for _ in range(3):
        done = await bob.post(f"{SUBMISSIONS}?wait=30", json=right)
        assert done.json()["verdict"] == "accepted"
    again = (await ada.post(f"{path}/cancel")).json()
    assert again == cancelled
    events = (await ada.get(f"{path}/events")).text
    assert "event: done" in events
    progress = (await ada.get(f"{API}/progress")).json()
    assert progress["attempted"] == 0


async def test_a_cancelled_submission_stays_done_when_its_cell_is_told_late(
    ada: httpx2.AsyncClient, service: Context
) -> None:
    made = (await ada.post(SUBMISSIONS, json={"code": ENDLESS})).json()
    for _ in range(100):
        if (await ada.get(f"{API}/submissions/{made['id']}")).json()["status"] == "running":
            break
        await asyncio.sleep(0.02)
    await ada.post(f"{API}/submissions/{made['id']}/cancel")
    await asyncio.sleep(3)  # longer than the limit: the judge has had its say
    found = (await ada.get(f"{API}/submissions/{made['id']}")).json()
    assert found["diagnosis"]["code"] == "cancelled"
    assert (await service.queue.depth()) == {}
