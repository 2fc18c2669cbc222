"""Drafts on the server: each save says what it was made from, and nothing is lost unseen."""

import httpx2
import pytest

pytestmark = pytest.mark.anyio

PATH = "/api/v1/problems/gradient-checking/draft"


async def save(client: httpx2.AsyncClient, code: str, revision: int) -> httpx2.Response:
    """The answer to a save."""
    return await client.put(PATH, json={"code": code, "revision": revision})


async def test_a_draft_is_kept_for_its_owner_alone(
    ada: httpx2.AsyncClient, bob: httpx2.AsyncClient
) -> None:
    nothing = {"revision": 0, "code": None, "inputs": None, "saved_at": None}
    assert (await ada.get(PATH)).json() == nothing
    assert (await save(ada, "a = 1\n", 0)).json()["revision"] == 1
    assert (await save(ada, "a = 2\n", 1)).json()["revision"] == 2
    kept = (await ada.get(PATH)).json()
    assert (kept["code"], kept["revision"]) == ("a = 2\n", 2)
    assert (await bob.get(PATH)).json()["code"] is None


async def test_a_save_from_an_older_revision_is_refused_and_shown_what_is_kept(
    ada: httpx2.AsyncClient,
) -> None:
    await save(ada, "first\n", 0)
    await save(ada, "second\n", 1)
    for revision in (0, 1, 3):
        refused = await save(ada, "third\n", revision)
        assert refused.status_code == 409
        assert refused.json()["draft"]["code"] == "second\n"
        assert refused.json()["draft"]["revision"] == 2
    assert (await ada.get(PATH)).json()["code"] == "second\n"


async def test_the_same_save_twice_is_one(ada: httpx2.AsyncClient) -> None:
    await save(ada, "same\n", 0)
    for revision in (0, 1):
        again = await save(ada, "same\n", revision)
        assert (again.status_code, again.json()["revision"]) == (200, 1)


async def test_own_inputs_are_kept_with_the_code(ada: httpx2.AsyncClient) -> None:
    body = {"code": "a = 1\n", "inputs": {"eps": "1e-3"}, "revision": 0}
    assert (await ada.put(PATH, json=body)).json()["inputs"] == {"eps": "1e-3"}
    changed = body | {"inputs": {"eps": "[0.5"}, "revision": 1}
    assert (await ada.put(PATH, json=changed)).json()["revision"] == 2
    assert (await ada.put(PATH, json=changed)).json()["revision"] == 2  # the same once more
    assert (await ada.get(PATH)).json()["inputs"] == {"eps": "[0.5"}
    stale = await ada.put(PATH, json=body)
    assert (stale.status_code, stale.json()["draft"]["inputs"]) == (409, {"eps": "[0.5"})
    large = body | {"inputs": {"eps": "1" * 300_000}, "revision": 2}
    assert (await ada.put(PATH, json=large)).status_code == 413


async def test_what_cannot_be_kept_is_refused(ada: httpx2.AsyncClient) -> None:
    assert (await save(ada, "x" * 300_000, 0)).status_code == 413
    assert (await save(ada, "a\0b", 0)).status_code == 422
    assert (await save(ada, "a", -1)).status_code == 422
    unknown = "/api/v1/problems/no-such-problem/draft"
    assert (await ada.put(unknown, json={"code": "", "revision": 0})).status_code == 404
    assert (await ada.get(PATH)).json()["revision"] == 0


async def test_drafts_are_in_the_export(ada: httpx2.AsyncClient) -> None:
    await save(ada, "mine = True\n", 0)
    drafts = (await ada.get("/api/v1/me/export")).json()["drafts"]
    assert [(draft["problem_id"], draft["code"]) for draft in drafts] == [
        ("gradient-checking", "mine = True\n")
    ]
