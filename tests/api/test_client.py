"""The command-line client and the examples of docs/rest.md, against a real server."""

import json
import os
import re
import shutil
import subprocess
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest

from api.client import Client, ClientError
from tests.api.support import ADMIN_PASSWORD, ENDLESS, ROOT, Server, problem_of

REFERENCE = problem_of("gradient-checking").solution
ZEROS = "import numpy as np\n\ndef gradient_check(W, X, b, y, eps):\n    return 0 * W\n"


@pytest.fixture(scope="module")
def token(server: Server) -> str:
    """A token of the admin's."""
    with server.client() as client:
        client.post("/auth/login", json={"username": "admin", "password": ADMIN_PASSWORD})
        made: str = client.post("/me/tokens", json={"name": "client"}).json()["token"]
    return made


@pytest.fixture
def client(server: Server, token: str) -> Client:
    """The typed client."""
    return Client(server.url, token)


def _nabla(server: Server, token: str, folder: Path, *words: str, text: str = "") -> (
    subprocess.CompletedProcess[str]
):  # fmt: skip
    return subprocess.run(
        [*server.command[:-1], *words],
        cwd=folder,
        env={
            **server.environment,
            "PYTHONPATH": str(ROOT),
            "NABLA_URL": server.url,
            "NABLA_TOKEN": token,
        },
        input=text,
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_the_client_lists_shows_runs_and_submits(client: Client) -> None:
    listed = list(client.problems(q="gradient"))
    assert "gradient-checking" in [item.id for item in listed]
    assert client.problem("gradient-checking").function == "gradient_check"
    assert client.submit("gradient-checking", REFERENCE).verdict == "accepted"
    ran = client.run("gradient-checking", REFERENCE)
    assert [test.hidden for test in ran.tests] == [False, False]
    seen: list[str] = []
    done = client.submit("gradient-checking", ENDLESS, on_progress=lambda s: seen.append(s.status))
    assert done.verdict == "time_limit_exceeded"
    assert "running" in seen


def test_the_client_says_what_was_refused(client: Client, server: Server) -> None:
    with pytest.raises(ClientError, match="404"):
        client.problem("no-such-problem")
    with pytest.raises(ClientError, match="not valid") as refused:
        Client(server.url, "nabla_nonsense").submit("gradient-checking", "x = 1")
    assert refused.value.status == 401
    with pytest.raises(ClientError, match="not an http address"):
        Client("ftp://example.org", "x")


def test_the_token_goes_to_no_other_server(server: Server, token: str) -> None:
    class Elsewhere(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(302)
            self.send_header("Location", f"{server.url}{self.path}")
            self.end_headers()

        def log_message(self, *_given: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Elsewhere) as other:
        Thread(target=other.serve_forever, daemon=True).start()
        client = Client(f"http://127.0.0.1:{other.server_port}", token)
        with pytest.raises(ClientError) as refused:
            client.problem("gradient-checking")
        other.shutdown()
    assert refused.value.status == 302


def test_run_prints_what_came_out(server: Server, token: str, tmp_path: Path) -> None:
    (tmp_path / "solution.py").write_text("print('hello')\n" + ZEROS)
    words = ("run", "gradient-checking", "solution.py")
    ran = _nabla(server, token, tmp_path, *words)
    assert ran.returncode == 1
    assert "expected" in ran.stdout
    given = '{"W": [[0.5]], "X": [[1.0]], "b": [0.0], "y": [[1.0]], "eps": 0.1}'
    own = _nabla(server, token, tmp_path, *words, "--inputs", "-", "--json", text=given)
    report = json.loads(own.stdout)
    assert [test["name"] for test in report["tests"]] == ["own 1"]
    broken = _nabla(server, token, tmp_path, *words, "--inputs", "-", text="{")
    assert broken.returncode == 2
    assert "not JSON" in broken.stderr


def test_pull_leaves_work_that_was_begun(server: Server, token: str, tmp_path: Path) -> None:
    words = ("pull", "gradient-checking", "--to", "work")
    assert _nabla(server, token, tmp_path, *words).returncode == 0
    solution = tmp_path / "work" / "solution.py"
    assert solution.read_text() == problem_of("gradient-checking").starter
    assert "177. Gradient checking" in (tmp_path / "work" / "README.md").read_text()
    solution.write_text("mine")
    again = _nabla(server, token, tmp_path, *words)
    assert "left as it is" in again.stdout
    assert solution.read_text() == "mine"


def test_watch_runs_at_each_save(server: Server, token: str, tmp_path: Path) -> None:
    solution = tmp_path / "solution.py"
    solution.write_text(ZEROS)
    watching = subprocess.Popen(
        [*server.command[:-1], "watch", "gradient-checking", "solution.py"],
        cwd=tmp_path,
        env={
            **server.environment,
            "PYTHONPATH": str(ROOT),
            "PYTHONUNBUFFERED": "1",
            "NABLA_URL": server.url,
            "NABLA_TOKEN": token,
        },
        stdout=subprocess.PIPE,
        text=True,
    )
    assert watching.stdout is not None
    try:
        lines = iter(watching.stdout)
        assert any("wrong answer" in line for line in lines)
        time.sleep(0.05)
        solution.write_text(REFERENCE)
        assert any("accepted: 2 of 2" in line for line in lines)
    finally:
        watching.kill()
        watching.wait()
        watching.stdout.close()


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_the_examples_of_the_rest_page_run_as_they_stand(
    server: Server, token: str, tmp_path: Path
) -> None:
    page = (ROOT / "docs" / "rest.md").read_text()
    # What is marked `sh` is for everybody, from the log-in on; `bash` is for authors.
    for kind, least, words in (
        (
            "sh",
            8,
            (
                "event: done",
                '"solved":',
                "/errors/not-found",
                "gradient-checking",
                "wrong",
                "genuine: test",
                '"delivered"',
            ),
        ),
        ("bash", 2, ("event: mutants", "event: done", '"never_decided":', '"cancelled"')),
    ):
        blocks = re.findall(rf"^```{kind}\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
        assert len(blocks) >= least
        bash = shutil.which("bash")
        assert bash is not None
        ran = subprocess.run(
            [bash, "-euo", "pipefail", "-c", "\n".join(blocks)],
            cwd=tmp_path,
            env={
                **server.environment,
                "PATH": f"{ROOT / '.venv' / 'bin'}:{os.environ['PATH']}",
                "NABLA_URL": server.url,
                **({"NABLA_TOKEN": token} if kind == "bash" else {}),
            },
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert ran.returncode == 0, ran.stderr
        for shown in words:
            assert shown in ran.stdout, shown
