"""From the embedded database to PostgreSQL: all of it, or nothing."""

from __future__ import annotations

import asyncio
import re
import signal
import sqlite3
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Connection, func, select

from api.import_sqlite import ImportRefused, import_sqlite
from api.store.session import Database
from api.store.tables import Submission, User
from tests.api.support import Server, problem_of

pytestmark = pytest.mark.postgres

RIGHT = problem_of("gradient-checking").solution
WRONG = "def gradient_check(W, X, b, y, eps):\n    return W\n"
SUBMIT = "/problems/gradient-checking/submissions?wait=60"


def run(server: Server, *words: str, **settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*server.command[:-1], *words],
        cwd=server.folder,
        env=server.environment | settings,
        capture_output=True,
        text=True,
        timeout=120,
    )


@pytest.fixture(scope="module")
def lived(
    tmp_path_factory: pytest.TempPathFactory, problem_folder: Path
) -> tuple[Path, dict[str, str], list[str]]:
    """An embedded database that somebody has worked with: its file, cookie, what was sent."""
    data = tmp_path_factory.mktemp("import") / "data"
    with Server(data, problem_folder) as server, server.new_user() as client:
        sent = [client.post(SUBMIT, json={"code": code}).json() for code in (RIGHT, WRONG)]
        assert [one["verdict"] for one in sent] == ["accepted", "wrong_answer"]
        assert client.post("/me/tokens", json={"name": "here"}).status_code == 201
        cookies = dict(client.cookies)
    with sqlite3.connect(data / "nabla.db") as connection:  # a text that PostgreSQL cannot hold
        nul = "UPDATE submissions SET stdout = 'here' || char(0) || 'there' WHERE id = ?"
        connection.execute(nul, (sent[1]["id"],))
    return data / "nabla.db", cookies, [one["id"] for one in sent]


def test_everything_arrives_and_the_service_goes_on_with_it(
    lived: tuple[Path, dict[str, str], list[str]],
    new_database: Callable[[], str],
    problem_folder: Path,
    tmp_path: Path,
) -> None:
    file, cookies, (right, wrong) = lived
    before = file.read_bytes()
    url = new_database()
    server = Server(tmp_path / "data", problem_folder, NABLA_DATABASE_URL=url)
    done = run(server, "import-sqlite", str(file))
    assert done.returncode == 0, done.stderr
    counts = dict(re.findall(r"^(\w+): (\d+) rows, [0-9a-f]{32}$", done.stdout, re.MULTILINE))
    assert counts["submissions"] == "2"
    assert counts["users"] == "2"
    total = sum(map(int, counts.values()))
    assert f"{total} rows are in the PostgreSQL" in done.stdout
    assert file.read_bytes() == before

    again = run(server, "import-sqlite", str(file))
    assert again.returncode == 2
    assert "not empty" in again.stderr

    with server, server.client() as client:
        client.cookies.update(cookies)
        assert client.get(f"/submissions/{right}").json()["code"] == RIGHT
        assert client.get(f"/submissions/{wrong}").json()["stdout"] == "here␀there"
        assert client.get("/progress").json()["solved"] == 1
        assert client.post(SUBMIT, json={"code": RIGHT}).json()["verdict"] == "accepted"


def test_an_interrupted_import_leaves_nothing(
    lived: tuple[Path, dict[str, str], list[str]], new_database: Callable[[], str]
) -> None:
    async def interrupted() -> None:
        target = Database(new_database())
        try:
            said: list[str] = []

            def stop(line: str) -> None:
                said.append(line)
                if line.startswith("submissions"):
                    raise KeyError("pulled the plug")

            with pytest.raises(KeyError):
                await import_sqlite(lived[0], target, stop)
            assert len(said) > 3
            count = select(func.count()).select_from(User)
            assert await target.read(lambda connection: connection.scalar(count)) == 0
            assert await import_sqlite(lived[0], target, said.append) > 5
            assert await target.read(read_owners) == 2
        finally:
            await target.close()

    def read_owners(connection: Connection) -> int | None:
        mine = select(func.count()).where(Submission.user_id == User.id)
        return connection.scalar(mine)

    asyncio.run(interrupted())


def test_rows_that_change_on_the_way_are_noticed(
    lived: tuple[Path, dict[str, str], list[str]], new_database: Callable[[], str]
) -> None:
    async def changed() -> None:
        url = new_database()
        target = Database(url)
        try:
            await import_sqlite(lived[0], target, lambda _: None)  # makes the tables
            await target.write(
                lambda connection: [
                    connection.exec_driver_sql(statement)
                    for statement in (
                        "TRUNCATE users, problems, problem_versions, audit, probes CASCADE",
                        "CREATE FUNCTION spoil() RETURNS trigger LANGUAGE plpgsql AS"
                        " $$ BEGIN NEW.score := 0.5; RETURN NEW; END $$",
                        "CREATE TRIGGER spoil BEFORE INSERT ON submissions"
                        " FOR EACH ROW EXECUTE FUNCTION spoil()",
                    )
                ]
            )
            with pytest.raises(ImportRefused, match="submissions did not arrive as they were sent"):
                await import_sqlite(lived[0], target, lambda _: None)
        finally:
            await target.close()

    asyncio.run(changed())


def test_what_cannot_be_imported_is_refused(
    lived: tuple[Path, dict[str, str], list[str]], tmp_path: Path, problem_folder: Path
) -> None:
    server = Server(tmp_path / "data", problem_folder)
    embedded = run(server, "import-sqlite", str(lived[0]))
    assert embedded.returncode == 2
    assert "NABLA_DATABASE_URL has to name the PostgreSQL" in embedded.stderr
    for content, words in ((b"nothing" * 200, "no database"), (b"", "not one of Nabla's")):
        file = tmp_path / "file"
        file.write_bytes(content)
        refused = run(server, "import-sqlite", str(file), NABLA_DATABASE_URL="postgresql://x/y")
        assert refused.returncode == 2
        assert words in refused.stderr


def test_a_service_that_runs_is_not_imported_from(
    tmp_path: Path, problem_folder: Path, new_database: Callable[[], str]
) -> None:
    with Server(tmp_path / "data", problem_folder) as server:
        file = server.data / "nabla.db"
        refused = run(server, "import-sqlite", str(file), NABLA_DATABASE_URL=new_database())
        assert refused.returncode == 2
        assert "Stop it first" in refused.stderr
        assert server.signal(signal.SIGTERM) == 0
        stopped = run(server, "import-sqlite", str(file), NABLA_DATABASE_URL=new_database())
        assert stopped.returncode == 0, stopped.stderr
        with sqlite3.connect(file) as connection:
            assert connection.execute("SELECT count(*) FROM users").fetchone() == (1,)
