"""The catalogue, and what a candidate may see of a problem."""

import httpx2
import pytest

from api.problems.schemas import ProblemDetail, ProblemItem
from tests.api.support import CHOSEN, problem_of

pytestmark = pytest.mark.anyio

API = "/api/v1"


async def ids(client: httpx2.AsyncClient, **query: str) -> list[str]:
    """The ids that the catalogue lists."""
    response = await client.get(f"{API}/problems", params=query)
    assert response.status_code == 200, response.text
    return [ProblemItem.model_validate(item).id for item in response.json()["items"]]


async def test_the_catalogue_needs_no_log_in(anonymous: httpx2.AsyncClient) -> None:
    by_number = sorted(CHOSEN, key=lambda name: problem_of(name).number)
    assert [name for name in await ids(anonymous) if name in CHOSEN] == by_number


async def test_filters_narrow_the_catalogue(anonymous: httpx2.AsyncClient) -> None:
    problem = problem_of("gradient-checking")
    for query in (
        {"q": "gradient CHECKING"},
        {"q": str(problem.number)},
        {"topic": problem.topics[0]},
        {"tag": problem.tags[0]},
        {"difficulty": problem.difficulty},
        {"role": problem.roles[0]},
        {"level": problem.levels[0].upper()},
        {"status": "new"},
    ):
        assert "gradient-checking" in await ids(anonymous, **query), query
    for query in (
        {"q": "gradient checking nonsense"},
        {"topic": "cooking"},
        {"tag": "cooking"},
        {"company": "Nobody"},
        {"role": "Cook"},
        {"level": "none"},
        {"status": "solved"},
    ):
        assert await ids(anonymous, **query) == [], query


async def test_pages_follow_each_other(anonymous: httpx2.AsyncClient) -> None:
    whole = await ids(anonymous)
    seen: list[str] = []
    cursor: str | None = None
    while True:
        query = {"limit": "1"} | ({"cursor": cursor} if cursor else {})
        page = (await anonymous.get(f"{API}/problems", params=query)).json()
        assert len(page["items"]) == 1
        seen.append(page["items"][0]["id"])
        cursor = page["next"]
        if cursor is None:
            break
    assert seen == whole


async def test_a_problem_shows_what_a_candidate_may_see(anonymous: httpx2.AsyncClient) -> None:
    response = await anonymous.get(f"{API}/problems/gradient-checking")
    assert response.status_code == 200
    body = response.json()
    shown = ProblemDetail.model_validate(body)
    problem = problem_of("gradient-checking")
    assert shown.starter == problem.starter
    assert shown.function == problem.function
    assert [example.name for example in shown.examples] == [e.name for e in problem.examples]
    assert shown.hidden_tests == sum(test.count for test in problem.tests)
    assert shown.version == 1
    assert not {"solution", "tests", "wrong", "explanation", "setup"} & set(body)
    assert problem.solution.strip() not in response.text


async def test_an_etag_saves_the_second_answer(anonymous: httpx2.AsyncClient) -> None:
    first = await anonymous.get(f"{API}/problems/gradient-checking")
    tag = first.headers["etag"]
    again = await anonymous.get(
        f"{API}/problems/gradient-checking", headers={"If-None-Match": f'"other", {tag}'}
    )
    assert again.status_code == 304
    assert again.content == b""
    other = await anonymous.get(
        f"{API}/problems/gradient-checking", headers={"If-None-Match": '"other"'}
    )
    assert other.status_code == 200


async def test_an_unknown_problem_is_not_found(anonymous: httpx2.AsyncClient) -> None:
    for name in ("nonsense", "%00", "..%2f..%2fetc", "%ff", "a" * 3000):
        response = await anonymous.get(f"{API}/problems/{name}")
        assert response.status_code == 404, name
        assert response.headers["content-type"] == "application/problem+json"


async def test_solving_shows_in_catalogue_and_progress(ada: httpx2.AsyncClient) -> None:
    problem = problem_of("numerical-gradient")
    path = f"{API}/problems/numerical-gradient"
    before = (await ada.get(f"{API}/progress")).json()
    assert (before["solved"], before["attempted"], before["streak"]) == (0, 0, 0)

    # A run is no attempt.
    run = await ada.post(f"{path}/runs?wait=30", json={"code": problem.starter})
    assert run.json()["status"] == "done"
    assert (await ada.get(path)).json()["status"] is None

    wrong = await ada.post(f"{path}/submissions?wait=30", json={"code": problem.starter})
    assert wrong.json()["verdict"] != "accepted"
    assert (await ada.get(path)).json()["status"] == "attempted"
    assert await ids(ada, status="attempted") == ["numerical-gradient"]

    right = await ada.post(f"{path}/submissions?wait=30", json={"code": problem.solution})
    assert right.json()["verdict"] == "accepted"
    body = (await ada.get(path)).json()
    assert body["status"] == "solved"
    assert 0 < body["acceptance"] < 1
    assert await ids(ada, status="solved") == ["numerical-gradient"]
    assert await ids(ada, status="attempted") == []

    after = (await ada.get(f"{API}/progress")).json()
    assert (after["solved"], after["attempted"], after["streak"]) == (1, 0, 1)
    topic = next(item for item in after["topics"] if item["topic"] == problem.topics[0])
    assert topic["solved"] == 1
    assert topic["total"] >= 1
