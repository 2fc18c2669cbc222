"""Solutions: locked until somebody has solved the problem or given it up."""

import httpx2
import pytest

from api.context import Context
from tests.api.support import problem_of

pytestmark = pytest.mark.anyio

API = "/api/v1"
PROBLEM = "gradient-clipping"
PATH = f"{API}/problems/{PROBLEM}"


async def submit(client: httpx2.AsyncClient, code: str) -> dict[str, object]:
    """The judged submission."""
    answer = await client.post(f"{PATH}/submissions?wait=30", json={"code": code})
    assert answer.status_code == 201, answer.text
    found: dict[str, object] = answer.json()
    return found


async def test_a_solution_is_locked_until_an_accept(ada: httpx2.AsyncClient) -> None:
    problem = problem_of(PROBLEM)
    locked = await ada.get(f"{PATH}/solution")
    assert locked.status_code == 403
    assert problem.solution.strip() not in locked.text
    await submit(ada, "nothing = 0\n")
    assert (await ada.get(f"{PATH}/solution")).status_code == 403

    assert (await submit(ada, problem.solution))["verdict"] == "accepted"
    found = (await ada.get(f"{PATH}/solution")).json()
    assert found["code"] == problem.solution
    assert found["explanation"] == problem.explanation
    assert [mistake["name"] for mistake in found["mistakes"]] == [w.name for w in problem.wrong]
    assert problem.wrong[0].code not in str(found)


async def test_a_run_that_passes_opens_nothing(ada: httpx2.AsyncClient) -> None:
    body = {"code": problem_of(PROBLEM).solution}
    ran = await ada.post(f"{PATH}/runs?wait=30", json=body)
    assert ran.json()["verdict"] == "accepted"
    assert (await ada.get(f"{PATH}/solution")).status_code == 403


async def test_who_gives_up_sees_the_solution_and_keeps_the_mark(
    ada: httpx2.AsyncClient, bob: httpx2.AsyncClient
) -> None:
    given_up = await ada.post(f"{PATH}/give-up")
    assert given_up.status_code == 200
    assert given_up.json() == (await ada.get(f"{PATH}/solution")).json()
    assert (await bob.get(f"{PATH}/solution")).status_code == 403
    shown = (await ada.get(PATH)).json()
    assert (shown["status"], shown["given_up"]) == (None, True)

    await submit(ada, problem_of(PROBLEM).solution)
    shown = (await ada.get(PATH)).json()
    assert (shown["status"], shown["given_up"]) == ("solved", True)
    listed = (await ada.get(f"{API}/problems?q={PROBLEM}")).json()["items"]
    assert [(item["status"], item["given_up"]) for item in listed] == [("solved", True)]


async def test_what_is_solved_cannot_be_given_up(ada: httpx2.AsyncClient) -> None:
    await submit(ada, problem_of(PROBLEM).solution)
    assert (await ada.post(f"{PATH}/give-up")).status_code == 200
    shown = (await ada.get(PATH)).json()
    assert (shown["status"], shown["given_up"]) == ("solved", False)


async def test_solving_after_giving_up_says_nothing_of_the_problem(
    ada: httpx2.AsyncClient, bob: httpx2.AsyncClient, admin: httpx2.AsyncClient
) -> None:
    path = f"{API}/admin/problems/{PROBLEM}/statistics"
    before = (await admin.get(path)).json()["people"]["solved"]
    await ada.post(f"{PATH}/give-up")
    await submit(ada, problem_of(PROBLEM).solution)
    assert (await admin.get(path)).json()["people"]["solved"] == before
    await submit(bob, problem_of(PROBLEM).solution)
    assert (await admin.get(path)).json()["people"]["solved"] == before + 1


async def test_the_people_of_the_last_day_are_counted(
    ada: httpx2.AsyncClient, bob: httpx2.AsyncClient, service: Context
) -> None:
    path = f"{API}/problems/numerical-gradient"
    before = (await ada.get(path)).json()["around"]
    assert (await ada.get(path)).json()["around"] == before + 1
    await bob.post(f"{path}/submissions", json={"code": "x = 1\n"})
    assert (await ada.get(path)).json()["around"] == before + 2
    await ada.get(path)
    assert (await ada.get(path)).json()["around"] == before + 2
