"""The admins' list, sources, optimistic locking, withdrawal, and the audit."""

from pathlib import Path

import httpx2
import pytest

from api.app import create_app, open_service
from api.context import Context
from api.errors import PreconditionFailed
from api.problems.versions import Expected, NewVersion, store
from api.settings import Settings
from tests.api.support import ADMIN_PASSWORD, client_of, double

pytestmark = pytest.mark.anyio

API = "/api/v1"
RIGHT = {"code": "def double(x):\n    return x + x\n"}


async def log_in(client: httpx2.AsyncClient) -> None:
    """Log in as the admin."""
    body = {"username": "admin", "password": ADMIN_PASSWORD}
    assert (await client.post(f"{API}/auth/login", json=body)).status_code == 200


async def listed(admin: httpx2.AsyncClient, name: str) -> dict[str, object]:
    """A problem as the admins' list has it."""
    items = (await admin.get(f"{API}/admin/problems", params={"q": name})).json()["items"]
    found: dict[str, object] = next(item for item in items if item["id"] == name)
    return found


async def test_a_source_comes_back_byte_for_byte(admin: httpx2.AsyncClient) -> None:
    path = f"{API}/admin/problems/bytes"
    first = double("bytes", 90110) + "# né – “quotes”\r\n  \n\n"
    second = double("bytes", 90110, title="Other")
    for text in (first, second):
        assert (await admin.put(path, content=text.encode())).status_code == 201
    now = await admin.get(f"{path}/source")
    assert now.content == second.encode()
    assert now.headers["content-type"].startswith("application/yaml")
    assert 'filename="bytes.yaml"' in now.headers["content-disposition"]
    assert now.headers["etag"] == '"2"'
    old = await admin.get(f"{path}/source", params={"version": 1})
    assert (old.content, old.headers["etag"]) == (first.encode(), '"1"')
    same = await admin.get(f"{path}/source", headers={"If-None-Match": '"2"'})
    assert (same.status_code, same.content) == (304, b"")
    for wrong, status in (("?version=3", 404), ("?version=0", 422), ("?version=x", 422)):
        assert (await admin.get(f"{path}/source{wrong}")).status_code == status
    assert (await admin.get(f"{API}/admin/problems/nonsense/source")).status_code == 404


async def test_the_slower_of_two_editors_is_told(admin: httpx2.AsyncClient) -> None:
    path = f"{API}/admin/problems/raced"

    async def put(title: str, **headers: str) -> httpx2.Response:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        return await admin.put(path, content=double("raced", 90111, title=title), headers=sent)

    assert (await put("A", If_Match='"1"')).status_code == 412
    assert (await put("A", If_None_Match="*")).status_code == 201
    again = await put("B", If_None_Match="*")
    assert (again.status_code, again.json()["current"]) == (412, 1)
    faster = await put("B", If_Match='"1"')
    assert (faster.status_code, faster.headers["etag"]) == (201, '"2"')
    slower = await put("C", If_Match='"1"')
    assert (slower.status_code, slower.json()["type"]) == (412, "/errors/changed-meanwhile")
    assert slower.json()["current"] == 2
    assert "version 2" in slower.json()["detail"]
    assert (await admin.get(f"{API}/problems/raced")).json()["title"] == "B"
    for tag in ("3", '"three"', '"1", "2"'):
        assert (await put("C", If_Match=tag)).status_code == 422
    assert (await put("C")).status_code == 201


async def test_another_process_may_be_faster_too(
    admin: httpx2.AsyncClient, service: Context
) -> None:
    await admin.put(f"{API}/admin/problems/afar", content=double("afar", 90117))
    for expected in (Expected(version=2), Expected(absent=True)):
        new = NewVersion("afar", "problem", "hash", "text", {}, b"", expected=expected, author="x")
        with pytest.raises(PreconditionFailed):
            await store(service.database, new)
    versions = (await admin.get(f"{API}/admin/problems/afar/versions")).json()["items"]
    assert [version["version"] for version in versions] == [1]


async def test_history_says_who_and_why(admin: httpx2.AsyncClient) -> None:
    path = f"{API}/admin/problems/noted"
    put = await admin.put(path, content=double("noted", 90112), params={"note": "First try"})
    assert put.status_code == 201
    version = (await admin.get(f"{path}/versions")).json()["items"][0]
    assert (version["created_by"], version["note"]) == ("admin", "First try")
    folder = await admin.get(f"{API}/admin/problems/gradient-checking/versions")
    assert folder.json()["items"][0]["created_by"] is None
    assert (await admin.put(path, content="x", params={"note": "x" * 301})).status_code == 422


async def test_the_list_tells_how_each_problem_stands(
    admin: httpx2.AsyncClient, ada: httpx2.AsyncClient
) -> None:
    await admin.put(f"{API}/admin/problems/standing", content=double("standing", 90113))
    for code in (RIGHT, {"code": "def double(x):\n    return x\n"}):
        await ada.post(f"{API}/problems/standing/submissions?wait=30", json=code)
    item = await listed(admin, "standing")
    assert item["kind"] == "problem"
    assert (item["number"], item["title"], item["difficulty"]) == (90113, "Double", "easy")
    assert (item["version"], item["withdrawn"]) == (1, False)
    assert (item["has_file"], item["differs_from_file"]) == (False, False)
    assert (item["judged"], item["accepted"]) == (2, 1)
    file = await listed(admin, "gradient-clipping")
    assert (file["has_file"], file["differs_from_file"]) == (True, False)

    first = (await admin.get(f"{API}/admin/problems?limit=2")).json()
    rest = (await admin.get(f"{API}/admin/problems?cursor={first['next']}")).json()
    numbers = [item["number"] for item in first["items"] + rest["items"]]
    assert len(first["items"]) == 2
    assert numbers == sorted(numbers)
    ids = [item["id"] for item in first["items"] + rest["items"]]
    assert len(set(ids)) == len(ids)
    assert (await admin.get(f"{API}/admin/problems?cursor=x")).status_code == 422


async def test_a_withdrawn_problem_is_gone_and_its_work_stays(
    admin: httpx2.AsyncClient, ada: httpx2.AsyncClient
) -> None:
    path = f"{API}/admin/problems/leaving"
    await admin.put(path, content=double("leaving", 90114))
    sent = await ada.post(f"{API}/problems/leaving/submissions?wait=30", json=RIGHT)
    gone = await admin.post(f"{path}/withdraw")
    assert gone.json() == {"id": "leaving", "version": 1, "withdrawn": True}
    assert (await admin.post(f"{path}/withdraw")).status_code == 200

    page = await ada.get(f"{API}/problems/leaving")
    assert (page.status_code, page.json()["type"]) == (410, "/errors/withdrawn")
    assert "still yours" in page.json()["detail"]
    for call in ("submissions", "runs"):
        assert (await ada.post(f"{API}/problems/leaving/{call}", json=RIGHT)).status_code == 410
    catalogue = (await ada.get(f"{API}/problems", params={"q": "leaving"})).json()["items"]
    assert catalogue == []
    kept = await ada.get(f"{API}/submissions/{sent.json()['id']}")
    assert (kept.json()["verdict"], kept.json()["code"]) == ("accepted", RIGHT["code"])
    mine = (await ada.get(f"{API}/submissions", params={"problem": "leaving"})).json()["items"]
    assert len(mine) == 1
    assert (await listed(admin, "leaving"))["withdrawn"] is True
    assert (await admin.get(f"{path}/source")).status_code == 200

    # While it is away its number may be taken; then it cannot come back as it is.
    await admin.put(f"{API}/admin/problems/usurper", content=double("usurper", 90114))
    taken = await admin.post(f"{path}/restore")
    assert (taken.status_code, "usurper" in taken.json()["detail"]) == (409, True)
    await admin.post(f"{API}/admin/problems/usurper/withdraw")
    back = await admin.post(f"{path}/restore")
    assert (back.status_code, back.json()["withdrawn"]) == (200, False)
    assert (await ada.get(f"{API}/problems/leaving")).json()["status"] == "solved"
    for act in ("withdraw", "restore"):
        unknown = await admin.post(f"{API}/admin/problems/nonsense/{act}")
        assert unknown.status_code == 404


async def test_the_audit_keeps_every_act(admin: httpx2.AsyncClient) -> None:
    path = f"{API}/admin/problems/audited"
    await admin.put(path, content=double("audited", 90115), params={"note": "why"})
    await admin.put(path, content=double("other", 90115))  # refused: no act
    for act in ("withdraw", "withdraw", "restore"):
        await admin.post(f"{path}/{act}")
    acts = (await admin.get(f"{API}/admin/audit", params={"problem": "audited"})).json()
    assert [item["act"] for item in acts["items"]] == ["restore", "withdraw", "publish"]
    assert {item["who"] for item in acts["items"]} == {"admin"}
    assert acts["items"][-1]["details"] == {"version": 1, "created": True, "note": "why"}
    first = (await admin.get(f"{API}/admin/audit?problem=audited&limit=2")).json()
    rest = await admin.get(f"{API}/admin/audit?problem=audited&cursor={first['next']}")
    assert [item["act"] for item in rest.json()["items"]] == ["publish"]


async def test_a_withdrawal_outlives_restarts_until_the_file_changes(tmp_path: Path) -> None:
    folder = tmp_path / "problems"
    folder.mkdir()
    file = folder / "double.yaml"
    file.write_text(double())
    settings = Settings(
        data=tmp_path / "data", problems=folder, admin_password=ADMIN_PASSWORD, cells=1
    )

    async def offered(context: Context) -> list[str]:
        async with client_of(create_app(settings, context)) as client:
            items = (await client.get(f"{API}/problems")).json()["items"]
            return [item["id"] for item in items]

    async with (
        open_service(settings) as context,
        client_of(create_app(settings, context)) as client,
    ):
        await log_in(client)
        await client.put(f"{API}/admin/problems/own", content=double("own", 90116))
        for name in ("double", "own"):
            await client.post(f"{API}/admin/problems/{name}/withdraw")
    for _ in range(2):
        async with open_service(settings) as context:
            assert await offered(context) == []
    # Without its file it stays away too; a file that comes back is a new one.
    file.unlink()
    async with open_service(settings) as context:
        assert await offered(context) == []
    file.write_text(double(title="Changed"))
    async with open_service(settings) as context:
        assert await offered(context) == ["double"]
        async with client_of(create_app(settings, context)) as client:
            await log_in(client)
            await client.post(f"{API}/admin/problems/own/restore")
    async with open_service(settings) as context:
        assert await offered(context) == ["double", "own"]
