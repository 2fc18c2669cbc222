"""One service in several processes: what one takes in, another judges, a third tells."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.api.support import ADMIN_PASSWORD, ENDLESS, double
from tests.api.test_events import RIGHT, SLOW, read_events, submit
from tests.scale.conftest import System
from tests.scale.database import run_sql
from tests.scale.processes import Worker

pytestmark = pytest.mark.postgres

WAIT_SECONDS = 60.0
SIMPLE = "def double(x):\n    return x + x\n"


def until(look: Callable[[], Any]) -> Any:
    """What `look` finds, once it finds something."""
    deadline = time.monotonic() + WAIT_SECONDS
    while not (found := look()):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    return found


@pytest.fixture
def admin(system: System) -> httpx2.Client:
    """The admin at one replica."""
    client = system.one.client()
    body = {"username": "admin", "password": ADMIN_PASSWORD}
    assert client.post("/auth/login", json=body).status_code == 200
    return client


def test_what_one_takes_in_another_judges_and_a_third_tells_live(system: System) -> None:
    with system.one.new_user() as user, system.at_other(user) as same:
        made = submit(user, SLOW)
        kinds, seen_running = [], False
        with same.stream("GET", f"/submissions/{made['id']}/events") as response:
            for event in read_events(response):
                kinds.append(event.kind)
                if event.kind == "test" and not seen_running:
                    # A test is told while the submission still runs.
                    now = user.get(f"/submissions/{made['id']}").json()
                    seen_running = now["status"] == "running"
        assert kinds[-1] == "done"
        assert seen_running
        assert same.get(f"/submissions/{made['id']}").json()["verdict"] == "accepted"
        assert user.get("/progress").json() == same.get("/progress").json()


def test_who_waits_is_answered_when_it_is_judged(system: System) -> None:
    with system.one.new_user() as user:
        body = {"code": RIGHT}
        path = "/problems/gradient-checking/submissions?wait=60"
        assert user.post(path, json=body).json()["verdict"] == "accepted"


def test_what_one_takes_in_another_cancels(system: System) -> None:
    with system.one.new_user() as user, system.at_other(user) as same:
        made = submit(user, ENDLESS)
        path = f"/submissions/{made['id']}"
        until(lambda: same.get(path).json()["status"] == "running")
        ended = same.post(f"{path}/cancel").json()
        assert (ended["status"], ended["diagnosis"]["code"]) == ("done", "cancelled")
        # Its cell is free again, and nothing of it counts.
        assert submit(user, RIGHT, "?wait=60")["verdict"] == "accepted"
        assert user.get("/progress").json()["solved"] == 1
        assert user.get(path).json()["verdict"] == "judge_error"


def test_a_batch_is_followed_at_another(system: System) -> None:
    with system.one.new_user() as user, system.at_other(user) as same:
        entry = {"problem": "gradient-checking", "code": RIGHT}
        made = user.post("/batches", json={"submissions": [entry] * 3}).json()
        with same.stream("GET", f"/batches/{made['id']}/events") as response:
            told = [event.kind for event in read_events(response)]
        assert told == ["submission"] * 3 + ["done"]


def test_authors_need_no_cells_where_they_are(system: System, admin: httpx2.Client) -> None:
    source = double("elsewhere", 90160)
    checked = admin.post("/admin/problems/check", content=source)
    assert checked.json()["ok"] is True, checked.text
    broken = source.replace("return 2 * x", "return undefined")
    assert admin.post("/admin/problems/check", content=broken).json()["ok"] is False
    put = admin.put("/admin/problems/elsewhere", content=source)
    assert put.status_code == 201, put.text
    with system.other.new_user() as user:
        # The other replica hears of it, and so do the workers.
        until(lambda: user.get("/problems/elsewhere").status_code == 200)
        sent = user.post("/problems/elsewhere/submissions?wait=60", json={"code": SIMPLE})
        assert sent.json()["verdict"] == "accepted", sent.text
    assert run_sql(system.url, "SELECT count(*) FROM errands") == [(0,)]


def test_a_rejudge_is_applied_by_others(system: System, admin: httpx2.Client) -> None:
    source = double("again", 90161)
    assert admin.put("/admin/problems/again", content=source).status_code == 201
    with system.one.new_user() as user:
        sent = user.post("/problems/again/submissions?wait=60", json={"code": SIMPLE}).json()
        assert sent["verdict"] == "accepted"
        changed = source.replace("2 * x", "3 * x")
        assert admin.put("/admin/problems/again", content=changed).status_code == 201
        begun = admin.post("/admin/problems/again/rejudge", json={"apply": True}).json()
        path = f"/admin/rejudges/{begun['id']}"
        until(lambda: admin.get(path).json()["status"] == "applied")
        assert user.get(f"/submissions/{sent['id']}").json()["verdict"] == "wrong_answer"
        assert user.get("/progress").json()["solved"] == 0
        right = SIMPLE.replace("x + x", "x + x + x")
        body = user.post("/problems/again/submissions?wait=60", json={"code": right}).json()
        assert body["verdict"] == "accepted"
        assert user.get("/progress").json()["solved"] == 1


def test_a_worker_says_how_it_is(system: System) -> None:
    address = system.worker.printed.split()[-1]
    assert httpx2.get(f"{address}/readyz").status_code == 200
    assert "nabla_submissions_total" in httpx2.get(f"{address}/metrics").text
    one = system.one.url
    assert httpx2.get(f"{one}/readyz").status_code == 200
    assert "nabla_queue_depth" in httpx2.get(f"{one}/metrics").text


def test_a_drained_worker_ends_what_it_judges_and_takes_no_more(
    system: System, tmp_path: Path, problem_folder: Path
) -> None:
    with (
        Worker(tmp_path / "second", problem_folder, system.url, NABLA_DRAIN_SECONDS="60") as second,
        system.one.new_user() as user,
    ):
        assert system.worker.process is not None
        # Nobody else judges now.
        os.kill(system.worker.process.pid, signal.SIGSTOP)
        try:
            made = submit(user, SLOW)
            path = f"/submissions/{made['id']}"
            until(lambda: user.get(path).json()["status"] == "running")
            drained = subprocess.run(
                [*second.command, "--drain"],
                env=second.environment,
                capture_output=True,
                text=True,
                timeout=WAIT_SECONDS,
            )
            assert drained.returncode == 0, drained.stderr
            assert second.process is not None
            assert second.process.wait(WAIT_SECONDS) == 0
            assert user.get(path).json()["verdict"] == "accepted"
            assert run_sql(
                system.url, f"SELECT attempt, failures FROM submissions WHERE id = '{made['id']}'"
            ) == [(1, 0)]
            later = submit(user, RIGHT)
        finally:
            os.kill(system.worker.process.pid, signal.SIGCONT)
        found = user.get(f"/submissions/{later['id']}?wait=60").json()
        assert found["verdict"] == "accepted"


def test_a_worker_wants_a_database_that_is_shared(tmp_path: Path, problem_folder: Path) -> None:
    worker = Worker(tmp_path / "data", problem_folder, "")
    for settings, words in (
        ({}, "SQLite belongs to one process"),
        ({"NABLA_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/x", "NABLA_CELLS": "0"},
         "NABLA_CELLS"),
    ):  # fmt: skip
        told = subprocess.run(
            worker.command,
            env=worker.environment | settings,
            capture_output=True,
            text=True,
            timeout=WAIT_SECONDS,
        )
        assert told.returncode == 2
        assert words in told.stderr
        assert "Traceback" not in told.stderr
