"""Notes: one a person and document, of any kind, and none lost unseen."""

import httpx2
import pytest

pytestmark = pytest.mark.anyio

PATH = "/api/v1/notes/gradient-checking"


async def save(client: httpx2.AsyncClient, text: str, revision: int) -> httpx2.Response:
    """The answer to a save."""
    return await client.put(PATH, json={"text": text, "revision": revision})


async def test_a_note_is_kept_for_its_owner_alone(
    ada: httpx2.AsyncClient, bob: httpx2.AsyncClient
) -> None:
    assert (await ada.get(PATH)).json() == {"revision": 0, "text": "", "saved_at": None}
    assert (await save(ada, "Divide by $n$.", 0)).json()["revision"] == 1
    assert (await ada.get(PATH)).json()["text"] == "Divide by $n$."
    assert (await bob.get(PATH)).json()["text"] == ""
    notes = (await ada.get("/api/v1/me/export")).json()["notes"]
    assert [(note["document_id"], note["text"]) for note in notes] == [
        ("gradient-checking", "Divide by $n$.")
    ]


async def test_a_note_that_was_changed_elsewhere_is_shown_and_not_overwritten(
    ada: httpx2.AsyncClient,
) -> None:
    await save(ada, "first", 0)
    assert (await save(ada, "second", 1)).json()["revision"] == 2
    assert (await save(ada, "second", 1)).json()["revision"] == 2  # the same once more
    refused = await save(ada, "third", 1)
    assert (refused.status_code, refused.json()["type"]) == (409, "/errors/note-conflict")
    assert refused.json()["note"]["text"] == "second"
    assert (await ada.get(PATH)).json()["text"] == "second"


async def test_what_is_no_note_is_refused(
    ada: httpx2.AsyncClient, anonymous: httpx2.AsyncClient
) -> None:
    assert (await save(anonymous, "x", 0)).status_code == 401
    assert (await save(ada, "x" * 20_001, 0)).status_code == 422
    assert (await save(ada, "a\0b", 0)).status_code == 422
    unknown = await ada.put("/api/v1/notes/no-such-thing", json={"text": "x", "revision": 0})
    assert unknown.status_code == 404
    assert (await ada.get(PATH)).json()["revision"] == 0
