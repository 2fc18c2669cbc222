"""What holds when the process dies, stops or starts again."""

import signal
import sqlite3
import subprocess
from pathlib import Path

import httpx2

from tests.api.support import ADMIN_PASSWORD, ENDLESS, Server, problem_of
from tests.api.test_events import RIGHT, SLOW, read_events, submit


def wait_until_running(client: httpx2.Client, submission_id: str) -> None:
    """Return once the submission is being judged."""
    with client.stream("GET", f"/submissions/{submission_id}/events") as response:
        for event in read_events(response):
            if event.data == {"status": "running"}:
                return
    raise AssertionError("it never ran")


def test_what_was_acknowledged_is_judged_after_a_kill(tmp_path: Path, problem_folder: Path) -> None:
    with Server(tmp_path / "data", problem_folder) as server:
        with server.new_user() as user:
            running = submit(user, SLOW)
            wait_until_running(user, running["id"])
            queued = [submit(user, RIGHT) for _ in range(3)]
            assert server.signal(signal.SIGKILL) == -signal.SIGKILL
            cookies = dict(user.cookies)
        server.start()
        with server.client() as user:
            user.cookies.update(cookies)
            for made in (running, *queued):
                found = user.get(f"/submissions/{made['id']}?wait=30").json()
                assert (found["status"], found["verdict"]) == ("done", "accepted")
            listed = user.get("/submissions").json()["items"]
            assert len(listed) == 4
            progress = user.get("/progress").json()
            assert (progress["solved"], progress["attempted"]) == (1, 0)


def test_what_kills_the_service_every_time_is_given_up(
    tmp_path: Path, problem_folder: Path
) -> None:
    settings = {"NABLA_MAX_ATTEMPTS": "2"}
    with Server(tmp_path / "data", problem_folder, **settings) as server:
        with server.new_user() as user:
            made = submit(user, ENDLESS)
            cookies = dict(user.cookies)
        for _ in range(2):
            with server.client() as user:
                user.cookies.update(cookies)
                wait_until_running(user, made["id"])
            server.signal(signal.SIGKILL)
            server.start()
        with server.client() as user:
            user.cookies.update(cookies)
            found = user.get(f"/submissions/{made['id']}?wait=30").json()
            assert found["verdict"] == "judge_error"
            assert found["diagnosis"]["code"] == "judge_error"
            # Our fault: it is no attempt of the user's.
            assert user.get("/problems/gradient-checking").json()["status"] is None
            assert user.get("/progress").json()["attempted"] == 0


def test_a_stop_lets_what_runs_finish(tmp_path: Path, problem_folder: Path) -> None:
    with (
        Server(tmp_path / "data", problem_folder, NABLA_DRAIN_SECONDS="30") as server,
        server.new_user() as user,
    ):
        made = submit(user, SLOW)
        wait_until_running(user, made["id"])
        later = submit(user, RIGHT)
        assert server.signal(signal.SIGTERM) == 0
    statuses = read_statuses(tmp_path / "data")
    assert statuses[made["id"]] == ("done", "accepted", 0)
    assert statuses[later["id"]] == ("queued", None, 0)


def test_a_stop_requeues_what_does_not_finish(tmp_path: Path, problem_folder: Path) -> None:
    with (
        Server(tmp_path / "data", problem_folder, NABLA_DRAIN_SECONDS="0") as server,
        server.new_user() as user,
    ):
        made = submit(user, ENDLESS)
        wait_until_running(user, made["id"])
        assert server.signal(signal.SIGINT) == 0
    # Being interrupted is no failure.
    assert read_statuses(tmp_path / "data")[made["id"]] == ("queued", None, 0)


def read_statuses(data: Path) -> dict[str, tuple[str, str | None, int]]:
    """Status, verdict and failures of each submission in a database."""
    connection = sqlite3.connect(data / "nabla.db")
    rows = connection.execute("SELECT id, status, verdict, failures FROM submissions").fetchall()
    connection.close()
    return {row[0]: row[1:] for row in rows}


def test_a_second_start_proves_nothing_anew(tmp_path: Path, problem_folder: Path) -> None:
    with Server(tmp_path / "data", problem_folder) as server:
        assert server.log.read_text().count("publishing") == 3
        assert server.signal(signal.SIGTERM) == 0
        server.start()
        assert server.log.read_text().count("publishing") == 3
        with server.client() as client:
            assert client.get("/problems/gradient-checking").json()["version"] == 1


def test_the_admin_password_is_made_up_once(tmp_path: Path, problem_folder: Path) -> None:
    with Server(tmp_path / "data", problem_folder, NABLA_ADMIN_PASSWORD="") as server:
        told = [line for line in server.printed if "password" in line]
        assert len(told) == 1
        password = told[0].split()[-1]
        with server.client() as client:
            body = {"username": "admin", "password": password}
            assert client.post("/auth/login", json=body).json()["role"] == "admin"
        assert password not in server.log.read_text()
        server.signal(signal.SIGTERM)
        server.start()
        assert [line for line in server.printed if "password" in line] == []
        with server.client() as client:
            assert client.post("/auth/login", json=body).status_code == 200


def test_one_data_folder_has_one_service(tmp_path: Path, problem_folder: Path) -> None:
    with Server(tmp_path / "data", problem_folder) as server:
        second = subprocess.run(
            server.command,
            cwd=server.folder,
            env=server.environment,
            capture_output=True,
            text=True,
        )
        assert second.returncode == 2
        assert "Another process serves" in second.stderr
        assert "Traceback" not in second.stderr


def test_a_taken_port_is_said_in_a_sentence(server: Server, tmp_path: Path) -> None:
    port = server.url.rpartition(":")[2]
    environment = {**server.environment, "PORT": port, "NABLA_DATA": str(tmp_path / "data")}
    second = subprocess.run(
        server.command, cwd=server.folder, env=environment, capture_output=True, text=True
    )
    assert second.returncode == 2
    assert f"Cannot listen on 127.0.0.1:{port}" in second.stderr
    assert "Traceback" not in second.stderr


def test_the_command_submits_and_waits(server: Server, tmp_path: Path) -> None:
    with server.client() as client:
        client.post("/auth/login", json={"username": "admin", "password": ADMIN_PASSWORD})
        token = client.post("/me/tokens", json={"name": "command"}).json()["token"]
    problem = problem_of("gradient-checking")

    def submit_file(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
        path = tmp_path / "solution.py"
        path.write_text(code)
        command = [*server.command[:-1], "submit", "gradient-checking", str(path)]
        return subprocess.run(
            command,
            cwd=server.folder,
            env={**server.environment, "NABLA_URL": server.url, **environment},
            capture_output=True,
            text=True,
        )

    right = submit_file(problem.solution, NABLA_TOKEN=token)
    assert right.returncode == 0, right.stderr
    assert right.stdout.startswith("accepted")
    wrong = submit_file(problem.wrong[0].code, NABLA_TOKEN=token)
    assert wrong.returncode == 1
    assert problem.wrong[0].message.split("\n")[0] in wrong.stdout
    for environment in (
        {"NABLA_TOKEN": ""},
        {"NABLA_TOKEN": "nabla_nonsense"},
        {"NABLA_TOKEN": token, "NABLA_URL": "http://127.0.0.1:1"},
        {"NABLA_TOKEN": token, "NABLA_URL": "file:///etc/passwd"},
    ):
        failed = submit_file(problem.solution, **environment)
        assert failed.returncode == 2, environment
        assert failed.stderr.startswith("nabla: ")
        assert "Traceback" not in failed.stderr
