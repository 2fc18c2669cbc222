"""Thousands of odd requests to every call that OpenAPI knows, as nobody, a candidate and an admin.

Two of three name something that there is, so that they get past the first look. No answer may be a
5xx, of another form than the document says, or of a status that it does not name; and the service
must go on judging. `make fuzz` spends more time on it.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.api.support import ADMIN_PASSWORD, PASSWORD, ROOT, Server, double, new_name
from tests.api.test_questions import COURSE, LAB, QUESTION

EXAMPLES = os.environ.get("NABLA_FUZZ_EXAMPLES", "5")
SEED = os.environ.get("NABLA_FUZZ_SEED", "7")
CHECKS = (
    "not_a_server_error,content_type_conformance,response_schema_conformance,"
    "status_code_conformance"
)
# Streams stay open, and that ends the account that the requests are made by.
LEFT_OUT = r"/events$|^/api/v1/me$"
# The fuzzer finds the token that it uses in the lists that it reads: these come last.
ENDINGS = r"^/api/v1/me/tokens/|/users/[^/]+/tokens$"
AFTERWARDS = "afterwards"
LIMIT_SECONDS = 300 if EXAMPLES == "5" else 3600


RATES = "LOGIN", "GUESS", "REGISTER", "SUBMIT", "RUN", "ANSWER", "DRAFT", "WEBHOOK"
Json = dict[str, Any]


@pytest.fixture(scope="module")
def fuzzed(tmp_path_factory: pytest.TempPathFactory, problem_folder: Path) -> Iterator[Server]:
    """A server of its own, without rates, because one address makes every request."""
    folder = tmp_path_factory.mktemp("fuzzed")
    problems = folder / "problems"
    shutil.copytree(problem_folder, problems)
    # What is withdrawn, changed and judged anew.
    (problems / "double.yaml").write_text(double())
    quiz = QUESTION.format(id="quiz", number=9001)
    (problems / "quiz.yaml").write_text(quiz)
    (problems / "steps.yaml").write_text(LAB.format(id="steps", number=9002, task="double"))
    course = COURSE.format(id="all", number=9003, task="double", lab="steps", question="quiz")
    (problems / "all.yaml").write_text(course)
    off = {f"NABLA_RATE_{name}": "off" for name in RATES}
    with Server(folder / "data", problems, **off) as running:
        # It is made when it is first asked for, and the fuzzer does not wait long.
        assert httpx2.get(f"{running.url}/openapi.json", timeout=120).status_code == 200
        yield running


def _log_in(client: httpx2.Client, who: str) -> None:
    if who == "admin":
        body = {"username": "admin", "password": ADMIN_PASSWORD}
        assert client.post("/auth/login", json=body).status_code == 200
    else:
        body = {"username": new_name(), "password": PASSWORD}
        assert client.post("/auth/register", json=body).status_code == 201


def _make(client: httpx2.Client, path: str, body: Json | None = None) -> str:
    made = client.post(path, json=body)
    assert made.status_code in (200, 201, 202), made.text
    found: str = made.json()["id"]
    return found


def _things(server: Server, client: httpx2.Client, who: str) -> dict[str, list[str]]:
    """Ids of what there is, by the names of parameters: of one's own where that matters."""
    code = {"code": "def double(x):\n    return 2 * x\n"}
    hook = {"url": "https://hooks.example.invalid/", "events": ["submission.done"]}
    with server.new_user() as other:
        theirs = other.get("/me").json()["id"]
    found = {
        "problem_id": ["double", "gradient-clipping"],
        "question_id": ["quiz"],
        "lab_id": ["steps"],
        "course_id": ["all"],
        "document_id": ["double", "quiz", "steps", "all"],
        "name": ["problem"],
        "submission_id": [
            _make(client, "/problems/double/submissions?wait=30", code),
            _make(client, "/problems/double/runs?wait=30", code),
        ],
        "batch_id": [_make(client, "/batches", {"submissions": [{"problem": "double", **code}]})],
        "token_id": [_make(client, "/me/tokens", {"name": "another"})],
        "webhook_id": [_make(client, "/me/webhooks", hook) for _ in range(3)],
        "user_id": [theirs],
    }
    found["attempt_id"] = found["submission_id"]
    if who == "admin":
        path = "/admin/problems/double/rejudge"
        found["rejudging_id"] = [_make(client, path, {"apply": False})]
        invitation = {"role": "candidate", "uses": 1, "days": 1}
        found["invitation_id"] = [_make(client, "/admin/invitations", invitation)]
    return found


def _configure(folder: Path, things: dict[str, list[str]]) -> None:
    """Write down for the fuzzer what there is."""
    lines = []
    for name, values in things.items():
        lines += [f"[dictionaries.{name}]", f"values = {json.dumps(values)}", ""]
    lines.append("[parameters]")
    for name in things:
        lines.append(f'"path.{name}" = {{ dictionary = "{name}", probability = 0.67 }}')
    (folder / "schemathesis.toml").write_text("\n".join(lines) + "\n")


@pytest.mark.parametrize("who", ["nobody", "candidate", "admin"])
def test_no_request_makes_the_service_fall(fuzzed: Server, who: str, tmp_path: Path) -> None:
    with fuzzed.client() as client:
        _log_in(client, who)
        token = client.post("/me/tokens", json={"name": "fuzz"}).json()["token"]
        _configure(tmp_path, _things(fuzzed, client, who))
    headers = {} if who == "nobody" else {"Authorization": f"Bearer {token}"}
    _fuzz(fuzzed, tmp_path, headers, f"--exclude-path-regex={LEFT_OUT}|{ENDINGS}")
    with fuzzed.client() as client:  # It was as them to the end.
        assert client.get("/me", headers=headers).status_code == (401 if who == "nobody" else 200)
        if who == "admin":  # By the token: the password may have been reset.
            _publish(client, headers)
    _fuzz(fuzzed, tmp_path, headers, f"--include-path-regex={ENDINGS}")
    assert "Traceback" not in fuzzed.log.read_text()


def _fuzz(server: Server, folder: Path, headers: dict[str, str], which: str) -> None:
    command = [
        str(Path(sys.executable).parent / "schemathesis"),
        "run",
        f"{server.url}/openapi.json",
        "--phases=coverage,fuzzing",
        f"--max-examples={EXAMPLES}",
        f"--seed={SEED}",
        f"--checks={CHECKS}",
        which,
        "--no-shrink",
        "--continue-on-failure",
        "--output-truncate=true",
        "--warnings=off",
        "--request-timeout=60",
        *(f"--header={name}:{value}" for name, value in headers.items()),
    ]
    ran = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=LIMIT_SECONDS)
    told = "\n".join(line[:400] for line in ran.stdout.splitlines())
    assert ran.returncode == 0, told[-12000:] + ran.stderr[-2000:]
    print(told[-600:])
    assert str(ROOT) not in ran.stdout


def _publish(client: httpx2.Client, headers: dict[str, str]) -> None:
    """A problem for afterwards: an admin may have withdrawn any of the others."""
    text = double(AFTERWARDS, 9004)
    made = client.put(f"/admin/problems/{AFTERWARDS}", content=text, headers=headers)
    assert made.status_code in (200, 201), made.text


def test_the_service_judges_on_after_that(fuzzed: Server) -> None:
    assert httpx2.get(f"{fuzzed.url}/readyz").status_code == 200
    with fuzzed.client() as client:
        if client.get(f"/problems/{AFTERWARDS}").status_code != 200:  # Nobody was here before.
            _log_in(client, "admin")
            _publish(client, {})
    with fuzzed.new_user() as client:
        body = {"code": "def double(x):\n    return 2 * x\n"}
        answer = client.post(f"/problems/{AFTERWARDS}/submissions?wait=30", json=body)
        assert answer.status_code == 201, answer.text
        assert answer.json()["verdict"] == "accepted"
