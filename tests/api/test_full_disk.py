"""A full disk: an answer in words, nothing acknowledged that is not stored, and work goes on."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Connection

from api.app import create_app, open_service
from api.settings import Settings
from tests.api.support import ADMIN_PASSWORD, PASSWORD, client_of, new_name, problem_of

pytestmark = pytest.mark.anyio
CODE = {"code": problem_of("gradient-checking").solution}
SUBMISSIONS = "/api/v1/problems/gradient-checking/submissions"


def fill(connection: Connection) -> None:
    """Let SQLite take not one page more, which is what it says of a full disk too."""
    pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
    connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")


def empty(connection: Connection) -> None:
    """Give the space back."""
    connection.exec_driver_sql("PRAGMA max_page_count = 1000000")


async def test_a_full_disk_is_said_and_survived(tmp_path: Path, problem_folder: Path) -> None:
    settings = Settings(
        data=tmp_path / "data",
        problems=problem_folder,
        pages=tmp_path,
        admin_password=ADMIN_PASSWORD,
        cells=1,
    )
    async with open_service(settings) as service, client_of(create_app(settings, service)) as user:
        account = {"username": new_name(), "password": PASSWORD}
        assert (await user.post("/api/v1/auth/register", json=account)).status_code == 201
        await service.database.write(fill)
        refused = 0
        for _ in range(40):  # until the free room in the pages that there are is used up
            answer = await user.post(SUBMISSIONS, json={"code": CODE["code"] + "#" * 60_000})
            if answer.status_code != 201:
                refused += 1
                assert answer.status_code == 503
                assert answer.json()["type"] == "/errors/unavailable"
                assert "disk may be full" in answer.json()["detail"]
                assert answer.headers["Retry-After"]
                break
        assert refused == 1
        assert (await user.get("/api/v1/problems")).status_code == 200
        await service.database.write(empty)
        judged = (await user.post(f"{SUBMISSIONS}?wait=30", json=CODE)).json()
        assert judged["verdict"] == "accepted"
        stored = (await user.get("/api/v1/submissions")).json()["items"]
        assert all(item["status"] in ("queued", "running", "done") for item in stored)
