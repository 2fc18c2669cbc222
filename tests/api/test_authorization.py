"""Who may make which call: every cell of the table in docs/authorization.md, as it is served.

A new call has no row: this fails until somebody decides who may make it. After a change that is
meant, `python -m tests.api.test_authorization` writes the page anew.
"""

import asyncio
import re
from pathlib import Path
from typing import Any

import httpx2
import pytest

from api.app import create_app, open_service
from api.context import Context
from api.settings import Settings
from tests.api.support import ADMIN_PASSWORD, PASSWORD, ROOT, client_of, new_name, problem_of

pytestmark = pytest.mark.anyio

PAGE = ROOT / "docs" / "authorization.md"
WHO = ("nobody", "guest", "candidate", "author", "admin", "read token")
INTRO = """# Who may make which call

Written by the tests from the calls as they are served, and held to that by them: a call that has no
row here, or lets in others than its row says, fails the build.

*guest*: somebody without an account, where the operator allows them. *read token*: a candidate's
token with the scope `read` alone. *own*: the call is answered with 404 for what belongs to somebody
else, whoever asks, admins too.

"""
# What the parameters of paths name: of one person, or the same for all.
OWNED = {
    "submission_id", "batch_id", "token_id", "session_id", "webhook_id", "delivery_id",
}  # fmt: skip
SHARED = {
    "problem_id", "hint", "user_id", "invitation_id", "rejudging_id", "name", "lab_id",
    "question_id", "course_id", "prompt", "document_id", "attempt_id", "feedback_id", "place",
}  # fmt: skip
NOBODY = "00000000-0000-7000-8000-000000000000"
# Ends the log-in that the table is filled with, or the account: their dependency says who may.
WITHOUT_CALL = {"POST /auth/logout"}


def operations(app: Any) -> list[tuple[str, str]]:
    """Every call as (METHOD, path)."""
    return sorted(
        (
            (method.upper(), path)
            for path, item in app.openapi()["paths"].items()
            for method in item
            if path.startswith("/api/v1/")
        ),
        key=lambda call: (call[1], call[0]),
    )


def parameters(path: str) -> list[str]:
    """The names in a path."""
    return re.findall(r"{(\w+)}", path)


async def answer(client: httpx2.AsyncClient, method: str, path: str) -> str:
    """What somebody gets: `yes`, `no` (not for them) or `log in`."""
    for name in parameters(path):
        path = path.replace(f"{{{name}}}", "1" if name in ("hint", "prompt") else NOBODY)
    response = await client.request(method, path, json={} if method != "GET" else None)
    if response.status_code == 401:
        return "log in"
    return "no" if response.status_code == 403 else "yes"


async def people(app: Any, service: Context) -> dict[str, httpx2.AsyncClient]:
    """A client for each kind of caller."""
    clients = {who: client_of(app) for who in WHO}
    await clients["admin"].post(
        "/api/v1/auth/login", json={"username": "admin", "password": ADMIN_PASSWORD}
    )
    await clients["guest"].post("/api/v1/auth/guest")
    for who in ("candidate", "author"):
        body = {"username": new_name(), "password": PASSWORD}
        made = (await clients[who].post("/api/v1/auth/register", json=body)).json()
        if who == "author":
            path = f"/api/v1/admin/users/{made['id']}"
            await clients["admin"].patch(path, json={"role": "author"})
    token = await clients["candidate"].post(
        "/api/v1/me/tokens", json={"name": "reader", "scopes": ["read"]}
    )
    clients["read token"].headers["Authorization"] = f"Bearer {token.json()['token']}"
    return clients


async def write_table(app: Any, service: Context) -> str:
    """The page, from what the calls answer."""
    clients = await people(app, service)
    lines = [f"| call | {' | '.join(WHO)} | |", f"| --- |{' --- |' * len(WHO)} --- |"]
    for method, path in operations(app):
        call = f"{method} {path.removeprefix('/api/v1')}"
        own = "own" if OWNED & set(parameters(path)) else ""
        cells = []
        for who in WHO:
            if call in WITHOUT_CALL:
                cells.append("yes")
                continue
            if who == "nobody":
                clients[who].cookies.clear()  # Beginning as a guest makes one somebody.
            cells.append(await answer(clients[who], method, path))
        lines.append(f"| `{call}` | {' | '.join(cells)} | {own} |")
    for client in clients.values():
        await client.aclose()
    return INTRO + "\n".join(lines) + "\n"


async def test_every_call_lets_in_whom_the_table_says(app: Any, service: Context) -> None:
    assert await write_table(app, service) == PAGE.read_text()


async def test_every_parameter_is_known_to_be_owned_or_shared(app: Any) -> None:
    names = {name for _, path in operations(app) for name in parameters(path)}
    assert names <= OWNED | SHARED
    assert names >= OWNED


async def test_what_belongs_to_somebody_is_nobody_elses(
    app: Any, ada: httpx2.AsyncClient, bob: httpx2.AsyncClient, admin: httpx2.AsyncClient
) -> None:
    code = problem_of("gradient-checking").solution
    one = {"problem": "gradient-checking", "code": code}
    submitted = await ada.post(
        "/api/v1/problems/gradient-checking/submissions?wait=30", json={"code": code}
    )
    batch = await ada.post("/api/v1/batches", json={"submissions": [one]})
    await ada.get(f"/api/v1/batches/{batch.json()['id']}/events")
    token = await ada.post("/api/v1/me/tokens", json={"name": "x"})
    sessions = await ada.get("/api/v1/me/sessions")
    hook = await ada.post("/api/v1/me/webhooks", json={"url": "http://127.0.0.1:1/"})
    hook_id = hook.json()["id"]
    delivery = await ada.post(f"/api/v1/me/webhooks/{hook_id}/test")
    ids = {
        "submission_id": submitted.json()["id"],
        "batch_id": batch.json()["id"],
        "token_id": token.json()["id"],
        "session_id": sessions.json()["items"][0]["id"],
        "webhook_id": hook_id,
        "delivery_id": delivery.json()["id"],
    }
    owned = [call for call in operations(app) if OWNED & set(parameters(call[1]))]
    # What deletes comes last, the log-in itself last of all: the owner must still find it before.
    for method, path in sorted(
        owned, key=lambda call: (call[0] == "DELETE", "{session_id}" in call[1])
    ):
        real = path.format_map(ids)
        body: dict[str, Any] | None = {} if method == "PATCH" else None
        for other in (bob, admin):
            refused = await other.request(method, real, json=body)
            assert refused.status_code == 404, (method, path)
        answered = await ada.request(method, real, json=body)
        assert answered.status_code < 300, (method, path)


async def _write(folder: Path) -> None:
    settings = Settings(
        data=folder / "data",
        problems=folder / "none",
        admin_password=ADMIN_PASSWORD,
        cells=1,
        guest_runs=1000,
    )
    (folder / "none").mkdir()
    async with open_service(settings) as context:
        PAGE.write_text(await write_table(create_app(settings, context), context))


if __name__ == "__main__":
    import tempfile

    with tempfile.TemporaryDirectory() as name:
        asyncio.run(_write(Path(name)))
