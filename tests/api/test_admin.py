"""Publishing by admins, and how it lives beside the problem folder."""

import shutil
from pathlib import Path

import httpx2
import pytest
from sqlalchemy import Connection

from api.app import create_app, open_service
from api.settings import Settings
from tests.api.support import ADMIN_PASSWORD, LIBRARY, client_of, double, proofs_are_whole

pytestmark = pytest.mark.anyio

API = "/api/v1"


async def test_only_admins_may(ada: httpx2.AsyncClient, anonymous: httpx2.AsyncClient) -> None:
    for client, status in ((ada, 403), (anonymous, 401)):
        for method, path in (
            ("GET", "/admin/problems"),
            ("PUT", "/admin/problems/double"),
            ("POST", "/admin/problems/check"),
            ("POST", "/admin/problems/preview"),
            ("POST", "/admin/problems/try"),
            ("GET", "/admin/problems/gradient-checking/source"),
            ("GET", "/admin/problems/gradient-checking/versions"),
            ("POST", "/admin/problems/gradient-checking/withdraw"),
            ("POST", "/admin/problems/gradient-checking/restore"),
            ("GET", "/admin/audit"),
        ):
            content = double() if method != "GET" else None
            response = await client.request(method, API + path, content=content)
            assert response.status_code == status, path
    assert (await ada.get(f"{API}/problems/double")).status_code == 404


async def test_publishing_makes_versions(
    admin: httpx2.AsyncClient, ada: httpx2.AsyncClient
) -> None:
    path = f"{API}/admin/problems/versioned"
    first = await admin.put(path, content=double("versioned", 90101))
    assert first.status_code == 201, first.text
    assert (first.json()["version"], first.json()["created"]) == (1, True)
    second = await admin.put(path, content=double("versioned", 90101, title="Twice"))
    assert (second.status_code, second.json()["version"]) == (201, 2)
    seen = (await ada.get(f"{API}/problems/versioned")).json()
    assert (seen["title"], seen["version"]) == ("Twice", 2)
    again = await admin.put(path, content=double("versioned", 90101))
    assert (again.status_code, again.json()["version"]) == (200, 1)
    assert again.json()["created"] is False

    versions = (await admin.get(f"{path}/versions")).json()["items"]
    assert [(item["version"], item["current"]) for item in versions] == [(2, False), (1, True)]
    assert set(versions[0]["environment"]) >= {"python", "numpy"}

    code = {"code": "def double(x):\n    return x + x\n"}
    judged = await ada.post(f"{API}/problems/versioned/submissions?wait=30", json=code)
    assert (judged.json()["verdict"], judged.json()["version"]) == ("accepted", 1)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("kind: [", ""),
        ("", "empty"),
        (double("broken").replace("difficulty: easy", "difficulty: no"), "difficulty"),
        (double("broken", factor="y"), "NameError"),
        (double("broken").replace("    pass", "    return 2 * x"), "starter"),
    ],
)
async def test_what_fails_the_gate_is_refused_with_reasons(
    admin: httpx2.AsyncClient, text: str, word: str
) -> None:
    response = await admin.put(f"{API}/admin/problems/broken", content=text)
    assert response.status_code == 422
    body = response.json()
    assert body["type"] == "/errors/invalid-problem"
    assert body["issues"][0]["line"] >= 1
    said = " ".join(f"{issue['field']} {issue['message']}" for issue in body["issues"])
    assert word in said
    checked = await admin.post(f"{API}/admin/problems/check", content=text)
    assert (checked.json()["ok"], checked.json()["issues"]) == (False, body["issues"])
    assert (await admin.get(f"{API}/problems/broken")).status_code == 404


async def test_other_refusals(admin: httpx2.AsyncClient) -> None:
    path = f"{API}/admin/problems/double"
    assert (await admin.put(path, content=double("other"))).status_code == 422
    assert (await admin.put(path, content=double(number=177))).status_code == 422
    assert (await admin.put(path, content=b"\xff\xfe")).status_code == 422
    huge = b"# " + b"x" * (3 * 2**20)
    assert (await admin.put(path, content=huge)).status_code == 413
    assert (await admin.get(f"{API}/admin/problems/nonsense/versions")).status_code == 404


async def test_checking_stores_nothing(admin: httpx2.AsyncClient) -> None:
    response = await admin.post(f"{API}/admin/problems/check", content=double("checked", 90102))
    assert (response.json()["ok"], response.json()["issues"]) == (True, [])
    assert (await admin.get(f"{API}/problems/checked")).status_code == 404


async def test_the_folder_and_the_admin_take_turns(tmp_path: Path) -> None:
    folder = tmp_path / "problems"
    folder.mkdir()
    shutil.copy(LIBRARY.sources["gradient-clipping"].path, folder)
    file = folder / "double.yaml"
    settings = Settings(
        data=tmp_path / "data", problems=folder, admin_password=ADMIN_PASSWORD, cells=1
    )

    async def titles() -> dict[str, tuple[str, int]]:
        """What a start with the folder as it is offers."""
        async with open_service(settings) as context:
            entries = context.catalogue.entries()
            return {e.id: (e.source.problem.title, e.version) for e in entries}

    file.write_text(double(title="From the folder"))
    assert (await titles())["double"] == ("From the folder", 1)

    async with open_service(settings) as context:
        app = create_app(settings, context)
        async with client_of(app) as client:
            body = {"username": "admin", "password": ADMIN_PASSWORD}
            await client.post(f"{API}/auth/login", json=body)
            for name, number in (("double", 90100), ("own", 90103)):
                content = double(name, number, title="From the admin")
                put = await client.put(f"{API}/admin/problems/{name}", content=content)
                assert put.status_code == 201, put.text

    # The file did not change, so the admin's version stays; so does what no file speaks of.
    assert (await titles())["double"] == ("From the admin", 2)
    assert (await titles())["own"] == ("From the admin", 1)
    # A broken file is reported and changes nothing.
    file.write_text("kind: [")
    assert (await titles())["double"] == ("From the admin", 2)
    # A new file wins.
    file.write_text(double(title="From the folder again"))
    assert (await titles())["double"] == ("From the folder again", 3)
    # A file that is gone takes its problem away, until it comes back.
    file.unlink()
    assert "double" not in await titles()
    assert "own" in await titles()
    file.write_text(double(title="From the folder"))
    assert (await titles())["double"] == ("From the folder", 1)


async def test_another_environment_proves_again_in_place(tmp_path: Path) -> None:
    folder = tmp_path / "problems"
    folder.mkdir()
    (folder / "double.yaml").write_text(double())
    settings = Settings(
        data=tmp_path / "data", problems=folder, admin_password=ADMIN_PASSWORD, cells=1
    )
    async with open_service(settings) as context:
        environment = dict(context.pool.environment)
        await proofs_are_whole(context)

        def forge(connection: Connection) -> None:
            table = 'UPDATE problem_versions SET environment = \'{"python": "2.7"}\''
            connection.exec_driver_sql(f"{table}, published = x'00'")

        await context.database.write(forge)
    async with open_service(settings) as context:
        await proofs_are_whole(context)
        app = create_app(settings, context)
        async with client_of(app) as client:
            body = {"username": "admin", "password": ADMIN_PASSWORD}
            await client.post(f"{API}/auth/login", json=body)
            versions = (await client.get(f"{API}/admin/problems/double/versions")).json()["items"]
            assert [(v["version"], v["environment"]) for v in versions] == [(1, environment)]
            code = {"code": "def double(x):\n    return x + x\n"}
            judged = await client.post(f"{API}/problems/double/submissions?wait=30", json=code)
            assert judged.json()["verdict"] == "accepted"
