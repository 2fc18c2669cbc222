"""One service in several processes: what one takes in, another judges, a third tells."""

from __future__ import annotations

import pytest

from tests.api.test_events import RIGHT, SLOW, read_events, submit
from tests.scale.conftest import System

pytestmark = pytest.mark.postgres


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
