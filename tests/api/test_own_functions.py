"""A problem that uses another is judged with one's own accepted function, and says so."""

import asyncio
from typing import Any

import httpx2
import pytest

from api.problems.schemas import ProblemDetail
from api.submissions.schemas import Submission
from tests.api.support import NewClient, double

pytestmark = pytest.mark.anyio

API = "/api/v1"
USES = """
kind: problem
id: {id}
number: {number}
title: {id}
difficulty: easy
topics: [doubling]
statement: Double it twice.
function: twice
parameters: [{{name: x, type: float, about: a number}}]
returns: {{type: float, about: four times it}}
uses: [{used}]
starter: "def twice(x):\\n    pass\\n"
solution: "def twice(x):\\n    return double(double(x))\\n"
examples: [{{name: one, inputs: {{x: 1.0}}}}]
tests: [{{name: two, inputs: {{x: 2.0}}}}]
"""
LAB = """
kind: lab
id: {id}
number: {number}
title: {id}
difficulty: easy
topics: [doubling]
sections:
  - title: One
    items:
      - {{task: {task}}}
      - {{code: "1 + 1\\n"}}
"""
TWICE = "def twice(x):\n    return double(double(x))\n"
MINE = "def double(x):\n    print('mine')\n    return x + x\n"
Json = dict[str, Any]


async def publish(admin: httpx2.AsyncClient, name: str, text: str) -> None:
    answer = await admin.put(f"{API}/admin/problems/{name}", content=text)
    assert answer.status_code in (200, 201), answer.text


async def pair(admin: httpx2.AsyncClient, number: int) -> tuple[str, str]:
    """Two problems, of which the second uses the first."""
    first, second = f"single-{number}", f"twofold-{number}"
    await publish(admin, first, double(first, number))
    text = USES.format(id=second, number=number + 1, used=first)
    await publish(admin, second, text)
    return first, second


async def send(client: httpx2.AsyncClient, name: str, code: str, what: str = "submissions") -> Json:
    path = f"{API}/problems/{name}/{what}?wait=30"
    body: Json = (await client.post(path, json={"code": code})).json()
    Submission.model_validate(body)
    assert body["status"] == "done"
    return body


async def test_the_references_function_is_used_until_ones_own_is_accepted(
    admin: httpx2.AsyncClient, new_user: NewClient
) -> None:
    first, second = await pair(admin, 91210)
    ada, bob = await new_user(), await new_user()
    ours = {"problem": first, "function": "double", "submission": None, "accepted_at": None}

    await send(ada, first, "def double(x):\n    return 3 * x\n")  # not accepted
    before = await send(ada, second, TWICE, "runs")
    assert before["used"] == [ours]
    assert before["tests"][0]["stdout"] == ""

    accepted = await send(ada, first, MINE)
    after = await send(ada, second, TWICE, "runs")
    assert [used["submission"] for used in after["used"]] == [accepted["id"]]
    assert after["used"][0]["accepted_at"] == accepted["finished_at"]
    assert after["tests"][0]["stdout"] == "mine\nmine\n"
    assert "code" not in after["used"][0]

    page = (await ada.get(f"{API}/problems/{second}")).json()
    ProblemDetail.model_validate(page)
    assert page["used"] == after["used"]
    # What is one's own is nobody else's.
    assert (await bob.get(f"{API}/problems/{second}")).json()["used"] == [ours]
    assert (await send(bob, second, TWICE))["used"] == [ours]


async def test_own_inputs_and_batches_take_it_too(
    admin: httpx2.AsyncClient, ada: httpx2.AsyncClient
) -> None:
    first, second = await pair(admin, 91220)
    accepted = await send(ada, first, MINE)
    path = f"{API}/problems/{second}/runs?wait=30"
    run = (await ada.post(path, json={"code": TWICE, "inputs": [{"x": 5.0}]})).json()
    assert run["tests"][0]["stdout"] == "mine\nmine\n"
    assert run["tests"][0]["expected"]["data"] == 20.0
    batch = {"submissions": [{"problem": second, "code": TWICE}]}
    made = (await ada.post(f"{API}/batches", json=batch)).json()
    (item,) = made["submissions"]
    judged = (await ada.get(f"{API}/submissions/{item['id']}?wait=30")).json()
    assert (judged["verdict"], judged["used"][0]["submission"]) == ("accepted", accepted["id"])


async def test_a_rejudge_runs_what_was_run_before(
    admin: httpx2.AsyncClient, ada: httpx2.AsyncClient
) -> None:
    first, second = await pair(admin, 91230)
    old = await send(ada, first, MINE.replace("mine", "old"))
    sent = await send(ada, second, TWICE)
    assert sent["tests"][0]["stdout"] == "old\nold\n"
    await send(ada, first, MINE)
    begun = await admin.post(f"{API}/admin/problems/{second}/rejudge", json={"apply": True})
    path = f"{API}/admin/rejudges/{begun.json()['id']}"
    for _ in range(600):
        if (await admin.get(path)).json()["status"] == "applied":
            break
        await asyncio.sleep(0.1)
    seen = (await ada.get(f"{API}/submissions/{sent['id']}")).json()
    assert seen["tests"][0]["stdout"] == "old\nold\n"
    assert seen["used"][0]["submission"] == old["id"]


async def test_cells_of_a_lab_may_call_the_functions_of_solved_tasks(
    admin: httpx2.AsyncClient, new_user: NewClient
) -> None:
    first = "single-91240"
    await publish(admin, first, double(first, 91240))
    lab = "lab-91241"
    await publish(admin, lab, LAB.format(id=lab, number=91241, task=first))
    ada, bob = await new_user(), await new_user()
    accepted = await send(ada, first, MINE)
    cells = {"cells": ["double(4)"]}
    ran = (await ada.post(f"{API}/labs/{lab}/runs", json=cells)).json()
    assert ran["cells"][0]["value"]["data"] == 8
    assert ran["used"][0]["submission"] == accepted["id"]
    unsolved = (await bob.post(f"{API}/labs/{lab}/runs", json=cells)).json()
    assert unsolved["cells"][0]["error"]["type"] == "NameError"
    assert unsolved["used"] == []


async def test_what_a_solved_task_uses_is_ones_own_function_too_or_the_references(
    admin: httpx2.AsyncClient, new_user: NewClient
) -> None:
    first, second = await pair(admin, 91250)
    lab = "lab-91252"  # the first problem is no task of it
    await publish(admin, lab, LAB.format(id=lab, number=91252, task=second))
    ada, bob = await new_user(), await new_user()
    cells = {"cells": ["twice(3)", "double(4)"]}

    mine = await send(ada, first, MINE)
    built = await send(ada, second, TWICE)
    ran = (await ada.post(f"{API}/labs/{lab}/runs", json=cells)).json()
    assert [cell["value"]["data"] for cell in ran["cells"]] == [12, 8]
    assert [cell["stdout"] for cell in ran["cells"]] == ["mine\nmine\n", "mine\n"]
    assert [used["submission"] for used in ran["used"]] == [mine["id"], built["id"]]

    alone = await send(bob, second, TWICE)
    ran = (await bob.post(f"{API}/labs/{lab}/runs", json=cells)).json()
    assert [used["submission"] for used in ran["used"]] == [alone["id"]]
    assert ran["cells"][0]["value"]["data"] == 12
    # What the task calls is not there for the cells: it has not been solved.
    assert ran["cells"][1]["error"]["type"] == "NameError"
