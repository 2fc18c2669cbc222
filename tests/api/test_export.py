"""`nabla export`: what is published in the browser comes back to the files, byte for byte."""

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.api.support import ADMIN_PASSWORD, LIBRARY, ROOT, Server, double

ENDINGS = "# né – “quotes”\r\n  \n\n"


class Exporter:
    """A server, an admin's token, and the folder that both know."""

    def __init__(self, server: Server, folder: Path) -> None:
        self.server = server
        self.folder = folder
        with server.client() as client:
            client.post("/auth/login", json={"username": "admin", "password": ADMIN_PASSWORD})
            body = {"name": "export", "scopes": ["read", "author"]}
            self.token = client.post("/me/tokens", json=body).json()["token"]

    def publish(self, name: str, text: str) -> None:
        """Publish as an admin does in the browser."""
        with self.server.client() as client:
            client.post("/auth/login", json={"username": "admin", "password": ADMIN_PASSWORD})
            put = client.put(f"/admin/problems/{name}", content=text.encode())
            assert put.status_code == 201, put.text

    def run(self, *words: str, to: Path | None = None) -> subprocess.CompletedProcess[str]:
        """Run the command."""
        return subprocess.run(
            [*self.server.command[:-1], "export", *words, "--to", str(to or self.folder)],
            cwd=ROOT,
            env={**os.environ, "NABLA_URL": self.server.url, "NABLA_TOKEN": self.token},
            capture_output=True,
            text=True,
            timeout=60,
        )


@pytest.fixture
def exporter(tmp_path: Path) -> Iterator[Exporter]:
    """A server over a folder with one problem in a folder below."""
    folder = tmp_path / "problems"
    (folder / "below").mkdir(parents=True)
    shutil.copy(LIBRARY.sources["gradient-clipping"].path, folder)
    (folder / "below" / "double.yaml").write_bytes(double().encode())
    with Server(tmp_path / "data", folder) as server:
        yield Exporter(server, folder)


def test_what_differs_is_written_where_it_was(exporter: Exporter) -> None:
    clipping = exporter.folder / "gradient-clipping.yaml"
    untouched = clipping.stat().st_mtime_ns
    edited = double(title="Edited") + ENDINGS
    exporter.publish("double", edited)
    exporter.publish("fresh", double("fresh", 90150))
    file = exporter.folder / "below" / "double.yaml"
    file.chmod(0o640)
    done = exporter.run()
    assert done.returncode == 0, done.stderr
    assert file.read_bytes() == edited.encode()
    assert file.stat().st_mode & 0o777 == 0o640
    assert (exporter.folder / "fresh.yaml").read_text() == double("fresh", 90150)
    assert clipping.stat().st_mtime_ns == untouched
    assert done.stdout.splitlines()[-1] == "2 written"
    assert str(file) in done.stdout
    again = exporter.run()
    assert again.stdout == "every file is as it was published\n"
    assert sorted(path.name for path in exporter.folder.iterdir()) == [
        "below", "fresh.yaml", "gradient-clipping.yaml",
    ]  # fmt: skip

    # The next start takes the files as seen: nothing is proved, there is no new version and no
    # difference any more.
    proved = exporter.server.log.read_text().count("publishing")
    exporter.server.signal(signal.SIGTERM)
    exporter.server.start()
    assert exporter.server.log.read_text().count("publishing") == proved > 0
    with exporter.server.client() as client:
        client.post("/auth/login", json={"username": "admin", "password": ADMIN_PASSWORD})
        rows = {row["id"]: row for row in client.get("/admin/problems").json()["items"]}
        versions = client.get("/admin/problems/double/versions").json()["items"]
    assert [(row["has_file"], row["differs_from_file"]) for row in rows.values()] == [
        (True, False)
    ] * 3
    assert [(v["version"], v["current"]) for v in versions] == [(2, True), (1, False)]


def test_refusals_write_nothing(exporter: Exporter, tmp_path: Path) -> None:
    exporter.publish("double", double(title="Edited"))
    outside = tmp_path / "outside.yaml"
    outside.write_text("mine")
    (exporter.folder / "linked.yaml").symlink_to(outside)
    for word, said in (
        ("../outside", "not the id"),
        ("/etc/passwd", "not the id"),
        ("linked", "leads out"),
        ("no-such-problem", "404"),
    ):
        refused = exporter.run(word, "double") if word == "linked" else exporter.run(word)
        assert (refused.returncode, said in refused.stderr) == (2, True), refused.stderr
    assert outside.read_text() == "mine"
    assert "Edited" not in (exporter.folder / "below" / "double.yaml").read_text()
    missing = exporter.run(to=tmp_path / "nowhere")
    assert (missing.returncode, "is not a folder" in missing.stderr) == (2, True)
    exporter.token = "nabla_nonsense"
    assert "401" in exporter.run("double").stderr
