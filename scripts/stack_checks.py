"""What must hold of the running stack, seen from outside through the proxy, and from its cells."""

from __future__ import annotations

import json
import os
import signal
import textwrap
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import yaml

from scripts.stamps import ROOT

if TYPE_CHECKING:
    from scripts.stack import Stack

PROBLEM = "gradient-checking"
_UNDER_KILLS = 24
_PATIENCE_SECONDS = 300.0
_REACH = """
import socket
print([name for _, name in socket.if_nameindex()])
for address in {addresses!r}:
    try:
        socket.create_connection((address, 5432), 2)
        print("REACHED", address)
    except OSError as error:
        print(address, type(error).__name__)
"""


class Caller:
    """A candidate with a program of their own."""

    def __init__(self, url: str) -> None:
        """Make an account and a token."""
        self._url = f"{url}/api/v1"
        self._headers = {"Content-Type": "application/json", "Origin": url}
        name = f"stack-{os.urandom(4).hex()}"
        account = {"username": name, "password": f"a long word {name}"}
        request = self._request("/auth/register", account)
        with urllib.request.urlopen(request, timeout=60) as answer:
            self._headers["Cookie"] = answer.headers["Set-Cookie"].partition(";")[0]

    def _request(self, path: str, body: object = None) -> urllib.request.Request:
        data = None if body is None else json.dumps(body).encode()
        return urllib.request.Request(self._url + path, data, self._headers)

    def call(self, path: str, body: object = None) -> Any:
        """GET, or POST where there is a body; return the answer."""
        with urllib.request.urlopen(self._request(path, body), timeout=60) as answer:
            return json.load(answer)

    def submit(self, code: str) -> Any:
        """Submit and return the submission."""
        return self.call(f"/problems/{PROBLEM}/submissions", {"code": code})

    def judged(self, submission: str) -> Any:
        """Return a submission once it is judged. Raises AssertionError when that takes long."""
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while (found := self.call(f"/submissions/{submission}?wait=20"))["status"] != "done":
            assert time.monotonic() < deadline, f"not judged: {found}"
        return found

    def events(self, submission: str) -> Iterator[str]:
        """Yield the names of a submission's events as they come."""
        request = self._request(f"/submissions/{submission}/events")
        with urllib.request.urlopen(request, timeout=60) as answer:
            for line in answer:
                if line.startswith(b"event:"):
                    yield line.partition(b":")[2].strip().decode()


def check(stack: Stack, url: str) -> None:
    """Raise AssertionError, with what was seen, where something does not hold."""
    caller = Caller(url)
    source = next((ROOT / "problems").rglob(f"{PROBLEM}.yaml"))
    reference = yaml.safe_load(source.read_text())["solution"]
    judged_through_the_proxy(caller, reference)
    counts_are_private(url)
    events_are_not_held_back(caller, reference)
    containers_are_locked(stack)
    cells_reach_nothing(stack)
    kills_lose_nothing(stack, caller, reference)
    if stack.layout.name == "single-host":
        left_cells_are_cleared_up(stack)
    else:
        rolling_fails_nobody(stack, url, reference)


def judged_through_the_proxy(caller: Caller, reference: str) -> None:
    """The reference solution is accepted, and what is wrong is not."""
    begun = time.monotonic()
    seen = caller.judged(caller.submit(reference)["id"])
    assert seen["verdict"] == "accepted", seen
    print(f"reference accepted in {time.monotonic() - begun:.2f} s, {seen['total']} tests")
    nothing = "def gradient_check(W, X, b, y, eps):\n    return W\n"
    wrong = caller.judged(caller.submit(nothing)["id"])
    assert wrong["verdict"] == "wrong_answer", wrong


def counts_are_private(url: str) -> None:
    """The proxy passes nobody on to /metrics."""
    status = 200
    try:
        urllib.request.urlopen(f"{url}/metrics", timeout=60)
    except urllib.error.HTTPError as error:
        status = error.code
    assert status == 404, f"/metrics answers {status}"


def events_are_not_held_back(caller: Caller, reference: str) -> None:
    """The first test's event is here while the submission is still being judged."""
    slow = reference + textwrap.dedent(
        """
        _check = gradient_check
        def gradient_check(*arguments, **named):
            sum(range(1_000_000))
            return _check(*arguments, **named)
        """
    )
    submission = caller.submit(slow)["id"]
    seen: list[str] = []
    for event in caller.events(submission):
        if event == "test" and "test" not in seen:
            status = caller.call(f"/submissions/{submission}")["status"]
            assert status == "running", f"the first test came when it was {status}"
        seen.append(event)
    assert seen[-1] == "done", seen
    verdict = caller.call(f"/submissions/{submission}")["verdict"]
    assert verdict == "accepted", verdict
    print(f"events came one by one: {len(seen)}")


def containers_are_locked(stack: Stack) -> None:
    """What Compose was told is what the engine does."""
    for service in ("proxy", "service", "worker", "cell", "postgres"):
        for container in stack.containers(service):
            host = container["HostConfig"]
            assert not host["Privileged"], service
            assert host["ReadonlyRootfs"], service
            assert host["CapDrop"] == ["ALL"], (service, host["CapDrop"])
            assert "no-new-privileges:true" in host["SecurityOpt"], service
            assert host["Memory"], service
            assert host["PidsLimit"], service
            sees_engine = stack.layout.name == "single-host" and service == "worker"
            assert ("docker.sock" in json.dumps(container["Mounts"])) == sees_engine, service
            if service == "cell":
                assert host["NetworkMode"] == "none", host["NetworkMode"]
                assert [mount["Destination"] for mount in container["Mounts"]] == ["/run/cells"]
            if service != "proxy":
                assert container["Config"]["User"] not in ("", "root", "0"), service
                assert not host["PortBindings"], f"{service} is reachable from outside"
    for container in own_cells(stack):
        host = container["HostConfig"]
        assert host["ReadonlyRootfs"], container["Name"]
        assert host["CapDrop"] == ["ALL"], container["Name"]
        assert host["NetworkMode"] == "none", container["Name"]
        assert not host["Privileged"], container["Name"]
        assert container["Config"]["User"] not in ("", "root", "0"), container["Name"]
        assert [mount["Destination"] for mount in container["Mounts"]] == ["/run/cell"]
    print("every container is locked down as the file says")


def own_cells(stack: Stack) -> list[dict[str, Any]]:
    """The containers that a worker has started by itself."""
    found = stack.labelled("nabla.owner")
    assert bool(found) == (stack.layout.name == "single-host"), found
    return found


def cells_reach_nothing(stack: Stack) -> None:
    """A cell has no network: neither PostgreSQL nor anything else is to be reached."""
    networks = stack.containers("postgres")[0]["NetworkSettings"]["Networks"]
    addresses = ["postgres", "service", *(network["IPAddress"] for network in networks.values())]
    program = _REACH.format(addresses=addresses)
    for cell in [*stack.containers("cell"), *own_cells(stack)]:
        said = stack.inside(cell["Id"], "/opt/cell/bin/python", "-I", "-c", program)
        assert said.startswith("['lo']"), said
        assert "REACHED" not in said, said
    print("cells have no network but their own loopback, and reach no PostgreSQL")


def kills_lose_nothing(stack: Stack, caller: Caller, reference: str) -> None:
    """A worker and a cell killed under load cost no submission."""
    ids = [caller.submit(reference)["id"] for _ in range(_UNDER_KILLS)]
    cell = (own_cells(stack) or stack.containers("cell"))[0]
    for container in (cell, stack.containers("worker")[0]):
        # As the kernel would, so that the engine starts it again.
        os.kill(int(container["State"]["Pid"]), signal.SIGKILL)
    begun = time.monotonic()
    for submission in ids:
        judged = caller.judged(submission)
        assert judged["verdict"] == "accepted", judged
    took = time.monotonic() - begun
    print(f"{_UNDER_KILLS} of {_UNDER_KILLS} accepted, {took:.1f} s after two kills")
    stack.wait_healthy()
    restarts = [container["RestartCount"] for container in stack.containers("worker")]
    assert sum(restarts) >= 1, "the worker was not started again"


def left_cells_are_cleared_up(stack: Stack) -> None:
    """The worker that was killed left cells behind; its successor has removed them."""
    [worker] = stack.containers("worker")
    told = next(e for e in worker["Config"]["Env"] if e.startswith("NABLA_CELLS="))
    wanted = int(told.partition("=")[2])
    there = len(own_cells(stack))
    assert there == wanted, f"{there} cells where the worker has {wanted}"
    print(f"the killed worker's cells were removed: {there} there are")


def rolling_fails_nobody(stack: Stack, url: str, reference: str) -> None:
    """Workers and replicas are replaced one after another while somebody submits all the time."""
    stop, made, failed = threading.Event(), list[str](), list[str]()
    caller = Caller(url)

    def keep_submitting() -> None:
        while not stop.wait(0.1):
            try:
                made.append(caller.submit(reference)["id"])
            except OSError as error:
                failed.append(repr(error))

    begun = time.monotonic()
    candidate = threading.Thread(target=keep_submitting)
    candidate.start()
    try:
        before = {c["Id"] for name in ("worker", "service") for c in stack.containers(name)}
        for name in ("worker", "service"):
            stack.roll(name)
        after = {c["Id"] for name in ("worker", "service") for c in stack.containers(name)}
    finally:
        stop.set()
        candidate.join()
    took = time.monotonic() - begun
    assert len(before) == len(after)
    assert not before & after, "some are the old ones"
    assert not failed, f"{len(failed)} of {len(made) + len(failed)} failed: {failed[:3]}"
    for submission in made:
        judged = caller.judged(submission)
        assert judged["verdict"] == "accepted", judged
    print(f"{len(after)} containers replaced in {took:.0f} s: {len(made)} submitted, none failed")
