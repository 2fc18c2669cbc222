"""Thousands of odd requests to every call that OpenAPI knows, as nobody, a candidate and an admin.

No answer may be a 5xx, of another form than the document says, or of a status that it does not
name; and the service must go on judging. `make fuzz` spends more time on it.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from tests.api.support import ADMIN_PASSWORD, PASSWORD, ROOT, Server, new_name, problem_of

EXAMPLES = os.environ.get("NABLA_FUZZ_EXAMPLES", "8")
SEED = os.environ.get("NABLA_FUZZ_SEED", "7")
CHECKS = (
    "not_a_server_error,content_type_conformance,response_schema_conformance,"
    "status_code_conformance"
)
# Streams stay open; the others would end the log-in or the account that the requests are made by.
LEFT_OUT = r"/events$|^/api/v1/me$"
LIMIT_SECONDS = 300 if EXAMPLES == "8" else 3600


@pytest.fixture(scope="module")
def fuzzed(tmp_path_factory: pytest.TempPathFactory, problem_folder: Path) -> Iterator[Server]:
    """A server of its own, without rates, because one address makes every request."""
    folder = tmp_path_factory.mktemp("fuzzed") / "data"
    off = {f"NABLA_RATE_{name}": "off" for name in ("LOGIN", "REGISTER", "SUBMIT", "RUN")}
    with Server(folder, problem_folder, **off) as running:
        yield running


def _token(server: Server, who: str) -> str | None:
    with server.client() as client:
        if who == "admin":
            body = {"username": "admin", "password": ADMIN_PASSWORD}
            client.post("/auth/login", json=body)
        elif who == "candidate":
            client.post("/auth/register", json={"username": new_name(), "password": PASSWORD})
        else:
            return None
        token: str = client.post("/me/tokens", json={"name": "fuzz"}).json()["token"]
    return token


@pytest.mark.parametrize("who", ["nobody", "candidate", "admin"])
def test_no_request_makes_the_service_fall(fuzzed: Server, who: str, tmp_path: Path) -> None:
    command = [
        str(Path(sys.executable).parent / "schemathesis"),
        "run",
        f"{fuzzed.url}/openapi.json",
        "--phases=coverage,fuzzing",
        f"--max-examples={EXAMPLES}",
        f"--seed={SEED}",
        f"--checks={CHECKS}",
        f"--exclude-path-regex={LEFT_OUT}",
        "--no-shrink",
        "--continue-on-failure",
        "--output-truncate=true",
        "--warnings=off",
        "--request-timeout=30",
    ]
    token = _token(fuzzed, who)
    if token is not None:
        command.append(f"--header=Authorization:Bearer {token}")
    ran = subprocess.run(
        command, cwd=tmp_path, capture_output=True, text=True, timeout=LIMIT_SECONDS
    )
    told = "\n".join(line[:400] for line in ran.stdout.splitlines())
    assert ran.returncode == 0, told[-12000:] + ran.stderr[-2000:]
    assert "Traceback" not in fuzzed.log.read_text()
    assert str(ROOT) not in ran.stdout


def test_the_service_judges_on_after_that(fuzzed: Server) -> None:
    assert httpx2.get(f"{fuzzed.url}/readyz").status_code == 200
    code = problem_of("gradient-checking").solution
    with fuzzed.new_user() as client:
        path = "/problems/gradient-checking/submissions?wait=30"
        assert client.post(path, json={"code": code}).json()["verdict"] == "accepted"
