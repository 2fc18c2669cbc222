"""What is written into labs and questions: kept by place, and none lost unseen."""

import httpx2
import pytest

pytestmark = pytest.mark.anyio

LAB = "/api/v1/drafts/written-lab"
QUIZ = "/api/v1/drafts/written-quiz"
DOCUMENTS = {
    "written-lab": """
kind: lab
id: written-lab
number: 9100
title: First steps
difficulty: easy
topics: [derivatives]
setup: import numpy as np
sections:
  - title: Begin
    items:
      - explain: Why does it work?
        answer: Because two is one and one.
      - code: print(np.pi)
""",
    "written-quiz": """
kind: question
id: written-quiz
number: 9101
title: Derivatives
difficulty: easy
topics: [derivatives]
parts:
  - {kind: true_false, text: "Is $x^2$ convex?", answer: true, explanation: "Its curvature is 2."}
""",
}


@pytest.fixture(autouse=True)
async def documents(admin: httpx2.AsyncClient) -> None:
    """A lab and a question to write into."""
    for name, text in DOCUMENTS.items():
        put = await admin.put(f"/api/v1/admin/problems/{name}", content=text)
        assert put.status_code in (200, 201), put.text


async def save(
    client: httpx2.AsyncClient, path: str, text: str | None, revision: int
) -> httpx2.Response:
    """The answer to a save."""
    return await client.put(path, json={"text": text, "revision": revision})


async def test_what_is_written_is_kept_by_place_for_its_writer_alone(
    ada: httpx2.AsyncClient, bob: httpx2.AsyncClient
) -> None:
    assert (await ada.get(LAB)).json() == {"items": [], "next": None}
    assert (await save(ada, f"{LAB}/cell-1", "x = 1\n", 0)).json()["revision"] == 1
    (kept,) = (await ada.get(LAB)).json()["items"]
    assert (kept["place"], kept["text"], kept["revision"]) == ("cell-1", "x = 1\n", 1)
    assert (await bob.get(LAB)).json()["items"] == []
    (exported,) = (await ada.get("/api/v1/me/export")).json()["text_drafts"]
    assert exported["text"] == "x = 1\n"
    gone = await save(ada, f"{LAB}/cell-1", None, 1)
    assert (gone.json()["text"], gone.json()["revision"]) == (None, 2)


async def test_what_was_changed_elsewhere_is_shown_and_not_overwritten(
    ada: httpx2.AsyncClient,
) -> None:
    part = f"{QUIZ}/part-1"
    await save(ada, part, '"first"', 0)
    assert (await save(ada, part, '"second"', 1)).json()["revision"] == 2
    assert (await save(ada, part, '"second"', 1)).json()["revision"] == 2  # the same once more
    for stale in (0, 1):
        refused = await save(ada, part, '"third"', stale)
        assert (refused.status_code, refused.json()["type"]) == (409, "/errors/draft-conflict")
        assert refused.json()["draft"]["text"] == '"second"'


async def test_there_is_nothing_to_write_where_nothing_is(
    ada: httpx2.AsyncClient, anonymous: httpx2.AsyncClient
) -> None:
    assert (await save(anonymous, f"{LAB}/cell-1", "x", 0)).status_code == 401
    for place in ("cell-0", "cell-999", "part-1", "task-1", "cell"):
        assert (await save(ada, f"{LAB}/{place}", "x", 0)).status_code == 404, place
    assert (await ada.get("/api/v1/drafts/gradient-checking")).status_code == 404
    assert (await save(ada, f"{LAB}/cell-1", "a\0b", 0)).status_code == 422
    assert (await save(ada, f"{LAB}/cell-1", "x" * 300_000, 0)).status_code == 413


async def test_an_answer_does_not_take_the_place_of_one_that_was_not_seen(
    ada: httpx2.AsyncClient,
) -> None:
    prompt = "/api/v1/labs/written-lab/prompts/1"
    first = await ada.post(prompt, json={"text": "So.", "seen": 0})
    assert (first.status_code, first.json()["tries"]) == (200, 1)
    refused = await ada.post(prompt, json={"text": "Otherwise.", "seen": 0})
    assert (refused.status_code, refused.json()["type"]) == (409, "/errors/answer-conflict")
    assert refused.json()["answer"]["answer"] == "So."
    again = await ada.post(prompt, json={"text": "Otherwise.", "seen": 1})
    assert (again.json()["text"], again.json()["tries"]) == ("Otherwise.", 2)


async def test_a_part_does_not_take_the_place_of_an_answer_that_was_not_seen(
    ada: httpx2.AsyncClient,
) -> None:
    path = "/api/v1/questions/written-quiz/answers"

    async def send(answer: bool, seen: int) -> httpx2.Response:
        return await ada.post(path, json={"answers": {"1": answer}, "seen": {"1": seen}})

    assert (await send(False, 0)).status_code == 200
    refused = await send(True, 0)
    assert (refused.status_code, refused.json()["type"]) == (409, "/errors/answer-conflict")
    kept = refused.json()["answer"]
    assert (kept["part"], kept["answer"], kept["right"], kept["tries"]) == (1, False, False, 1)
    assert (await send(True, 1)).json()["parts"]["1"]["right"] is True
