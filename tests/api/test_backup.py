"""Backups of the embedded database, and coming back from them."""

import os
import signal
import subprocess
from pathlib import Path

import pytest

from tests.api.support import Server, problem_of

RIGHT = problem_of("gradient-checking").solution
SUBMIT = "/problems/gradient-checking/submissions?wait=30"


def _nabla(server: Server, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*server.command[:-1], *words],
        cwd=server.folder,
        env=server.environment,
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_a_backup_brings_back_what_was_there(tmp_path: Path, problem_folder: Path) -> None:
    backup = tmp_path / "kept.db"
    with Server(tmp_path / "data", problem_folder) as server:
        with server.new_user() as client:
            before = client.post(SUBMIT, json={"code": RIGHT}).json()["id"]
            made = _nabla(server, "backup", str(backup))
            assert made.returncode == 0, made.stderr
            after = client.post(SUBMIT, json={"code": RIGHT}).json()["id"]
            cookies = dict(client.cookies)
            again = _nabla(server, "backup", str(backup))
            assert again.returncode == 2
            assert "there already" in again.stderr
        running = _nabla(server, "restore", str(backup))
        assert running.returncode == 2
        assert "Stop it first" in running.stderr
        server.signal(signal.SIGTERM)

        restored = _nabla(server, "restore", str(backup))
        assert restored.returncode == 0, restored.stderr
        server.start()
        with server.client() as client:
            client.cookies.update(cookies)
            assert client.get(f"/submissions/{before}").json()["verdict"] == "accepted"
            assert client.get(f"/submissions/{after}").status_code == 404
        assert list((tmp_path / "data").glob("nabla.db.before-*"))


@pytest.mark.parametrize(
    ("content", "words"),
    [(None, "no file"), (b"not a database" * 100, "no database"), (b"", "not one of Nabla's")],
)
def test_what_is_no_backup_is_refused(
    tmp_path: Path, problem_folder: Path, content: bytes | None, words: str
) -> None:
    file = tmp_path / "file"
    if content is not None:
        file.write_bytes(content)
    server = Server(tmp_path / "data", problem_folder)
    refused = _nabla(server, "restore", str(file))
    assert refused.returncode == 2
    assert words in refused.stderr
    assert not os.path.exists(tmp_path / "data" / "nabla.db")
    elsewhere = _nabla(server, "backup", str(tmp_path / "backup"))
    assert "there is no database" in elsewhere.stderr
