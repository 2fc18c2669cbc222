"""The live events of a submission, read from a real server."""

import json
import signal
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.api.support import ENDLESS, Server, problem_of

RIGHT = problem_of("gradient-checking").solution
# About 20 ms of computing for each test: long enough for several rounds of events.
SLOW = RIGHT.replace("def gradient_check(", "def quick(") + (
    "\ndef gradient_check(*arguments):\n"
    "    total = 0\n"
    "    for i in range(400_000):\n"
    "        total += i\n"
    "    return quick(*arguments)\n"
)


@dataclass(frozen=True)
class Event:
    """One server-sent event."""

    kind: str
    id: str
    data: Any


def read_events(response: httpx2.Response) -> Iterator[Event]:
    """The events of a stream, as they come."""
    fields: dict[str, str] = {}
    for line in response.iter_lines():
        if line:
            name, _, value = line.partition(": ")
            fields[name] = value
        elif "event" in fields:
            yield Event(fields["event"], fields["id"], json.loads(fields["data"]))
            fields = {}


def stream(client: httpx2.Client, submission_id: str, last: str | None = None) -> list[Event]:
    """All events of a submission after `last`, up to the end of the stream."""
    headers = {} if last is None else {b"Last-Event-ID": last.encode()}
    path = f"/submissions/{submission_id}/events"
    with client.stream("GET", path, headers=headers) as response:
        assert response.status_code == 200
        assert response.headers["content-type"].startswith("text/event-stream")
        assert "content-encoding" not in response.headers
        return list(read_events(response))


def submit(client: httpx2.Client, code: str, query: str = "") -> dict[str, Any]:
    """A submission to gradient-checking, as the service answers."""
    path = f"/problems/gradient-checking/submissions{query}"
    response = client.post(path, json={"code": code})
    assert response.status_code == 201, response.text
    body: dict[str, Any] = response.json()
    return body


@pytest.fixture
def user(server: Server) -> Iterator[httpx2.Client]:
    """A client logged in as a new user."""
    with server.new_user() as client:
        yield client


def test_a_finished_submission_tells_its_whole_story(user: httpx2.Client) -> None:
    made = submit(user, RIGHT, "?wait=30")
    events = stream(user, made["id"])
    assert [event.kind for event in events] == ["status", *["test"] * made["total"], "done"]
    assert events[0].data == {"status": "running"}
    tests = [event.data for event in events[1:-1]]
    assert [test["index"] for test in tests] == list(range(made["total"]))
    assert {test["total"] for test in tests} == {made["total"]}
    assert [test["test"] for test in tests] == made["tests"]
    assert events[-1].data == made
    assert len({event.id for event in events}) == len(events)


def test_tests_come_while_the_submission_runs(user: httpx2.Client) -> None:
    made = submit(user, SLOW)
    seen_running = 0
    with user.stream("GET", f"/submissions/{made['id']}/events") as response:
        for event in read_events(response):
            if event.kind != "test":
                continue
            assert event.data["total"] == len(problem_tests(user))
            if seen_running == 0:
                found = user.get(f"/submissions/{made['id']}").json()
                assert found["status"] == "running"
                assert found["tests"][: event.data["index"] + 1]
            seen_running += 1
    assert seen_running == len(problem_tests(user))


def problem_tests(client: httpx2.Client) -> range:
    """A range as long as gradient-checking has tests."""
    view = client.get("/problems/gradient-checking").json()
    return range(len(view["examples"]) + view["hidden_tests"])


def test_a_stream_resumes_where_it_broke_off(user: httpx2.Client) -> None:
    made = submit(user, SLOW)
    seen: list[Event] = []
    last = None
    # Hang up after every third event, while it runs and after.
    while not seen or seen[-1].kind != "done":
        assert len(seen) <= len(problem_tests(user)) + 2, "events come twice"
        headers = {"Last-Event-ID": last or ""}
        path = f"/submissions/{made['id']}/events"
        with user.stream("GET", path, headers=headers) as response:
            for number, event in enumerate(read_events(response), 1):
                if event.data != {"status": "queued"}:
                    seen.append(event)
                last = event.id
                if number == 3:
                    break
    kinds = [event.kind for event in seen]
    assert kinds == ["status", *["test"] * len(problem_tests(user)), "done"]
    indices = [event.data["index"] for event in seen if event.kind == "test"]
    assert indices == list(range(len(indices)))


def test_after_the_end_there_is_nothing_more(user: httpx2.Client) -> None:
    made = submit(user, RIGHT, "?wait=30")
    end = stream(user, made["id"])[-1].id
    path = f"/submissions/{made['id']}/events"
    assert user.get(path, headers={"Last-Event-ID": end}).status_code == 204


@pytest.mark.parametrize("last", ["", "x", "1", "1.", "9.9", "-1.0", "1.-1", "9" * 99, "1.²"])
def test_an_id_that_is_not_ours_starts_anew(user: httpx2.Client, last: str) -> None:
    made = submit(user, RIGHT, "?wait=30")
    whole = stream(user, made["id"])
    assert stream(user, made["id"], last) == whole


def test_events_come_before_the_verdict_of_an_endless_loop(user: httpx2.Client) -> None:
    made = submit(user, ENDLESS)
    events = stream(user, made["id"])
    assert events[-1].kind == "done"
    assert events[-1].data["verdict"] == "time_limit_exceeded"
    assert {"status": "running"} in [event.data for event in events]


def test_an_open_stream_does_not_hold_up_a_stop(tmp_path: Path, problem_folder: Path) -> None:
    settings = {"NABLA_DRAIN_SECONDS": "0.1"}
    with (
        Server(tmp_path / "data", problem_folder, **settings) as server,
        server.new_user() as user,
    ):
        # Two endless loops on one cell: the second one waits, and with it its stream.
        submit(user, ENDLESS)
        waiting = submit(user, ENDLESS)
        heard: list[Event] = []
        opened = threading.Event()

        def listen() -> None:
            path = f"/submissions/{waiting['id']}/events"
            with user.stream("GET", path) as response:
                for event in read_events(response):
                    heard.append(event)
                    opened.set()

        listener = threading.Thread(target=listen)
        listener.start()
        assert opened.wait(30)
        assert server.signal(signal.SIGTERM) == 0
        listener.join(30)
        assert [event.data for event in heard] == [{"status": "queued"}]
