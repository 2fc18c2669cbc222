"""Every program of `programs/` ends as its file says, and harms nobody who comes after it.

Each is run in each of the WAYS in which cells stand; a way's programs share one cell.
"""

from __future__ import annotations

import contextlib
import json
import os
import platform
import shutil
import stat
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.engine import Engine
from tests.hostile import program as programs

pytestmark = pytest.mark.hostile

_PROJECT = Path(__file__).resolve().parents[2]
_USER = 61777  # owns nothing
_SUITE_SECONDS = 280
# gVisor is a kernel of its own, so what asks something of the kernel is asked there too.
_OF_THE_KERNEL = (
    "files",
    "leaks",
    "network",
    "processes",
    "remanence",
    "resources",
    "system_calls",
)
# Without Landlock the own files and processes of a container can be seen, in which there is nothing
# (docs/security.md); and 32-bit calls are answered by "no such call" before any filter sees them.
_OF_LINUX = (
    "files/descriptors_of_processes", "files/device_of_memory", "files/first_process",
    "files/homes", "files/memory_map", "files/own_environment", "files/problems",
    "files/temporary_folder", "files/users", "system_calls/x86_machine_code",
)  # fmt: skip


@dataclass(frozen=True)
class _Way:
    """How cells are started: a launcher, and the prefix of a command that becomes another user."""

    launcher: str
    prefix: tuple[str, ...] = ()
    runtime: str | None = None

    def __contains__(self, name: str) -> bool:
        """Whether a program is for cells that stand so."""
        return self.runtime is None or (name.startswith(_OF_THE_KERNEL) and name not in _OF_LINUX)


def _ways() -> dict[str, _Way]:
    contained = {"docker": _Way("docker"), "gvisor": _Way("docker", runtime="runsc")}
    if os.geteuid() != 0:
        return {"user": _Way("process"), **contained}
    become = ("setpriv", f"--reuid={_USER}", f"--regid={_USER}", "--clear-groups")
    return {"root": _Way("process"), "user": _Way("process", become), **contained}


WAYS = _ways()


def _marks(way: str) -> list[pytest.MarkDecorator]:
    return [pytest.mark.docker] if WAYS[way].launcher == "docker" else []


def _command(way: _Way, *arguments: str) -> list[str]:
    return [*way.prefix, sys.executable, "-B", *arguments]


def _why_impossible(way: _Way) -> str | None:
    """Why the programs cannot be run in this way on this machine, if they cannot."""
    closed = [path for path in _PROJECT.parents if not path.stat().st_mode & stat.S_IXOTH]
    if way.prefix and closed:
        return f"an ordinary user cannot get to {_PROJECT}: {closed[-1]} is closed to others"
    if way.prefix and shutil.which(way.prefix[0]) is None:
        return f"{way.prefix[0]} is not installed, which becomes an ordinary user"
    try:
        tried = subprocess.run(
            _command(way, "-c", "import tests.hostile.run_programs, judge.runner.launchers.process"
                     " as p; open(p.cell_python()).close()"),
            cwd=_PROJECT, capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
    except OSError as error:
        return f"an ordinary user cannot start {sys.executable}: {error}"
    if tried.returncode == 0:
        return None
    reason = (tried.stderr.strip().splitlines() or ["no reason given"])[-1]
    return f"user {_USER} cannot use this copy of the project at {_PROJECT}: {reason}"


class Results:
    """What was seen of the programs, run when the first of a way's results is asked for."""

    def __init__(self, wanted: dict[str, list[str]]) -> None:
        self._wanted = wanted
        self._seen: dict[str, dict[str, list[dict[str, Any]]]] = {}

    def of(self, way: str, name: str, engine: Engine | None) -> list[dict[str, Any]]:
        """What each of the program's runs came to; `engine` is where containers stand."""
        if way not in self._seen:
            with engine.chosen() if engine else contextlib.nullcontext():
                self._seen[way] = self._run(WAYS[way], self._wanted[way])
        assert name in self._seen[way], f"the programs were not run as far as {name}"
        return self._seen[way][name]

    def _run(self, way: _Way, names: list[str]) -> dict[str, list[dict[str, Any]]]:
        reason = _why_impossible(way)
        if reason is not None:
            pytest.skip(reason)
        ran = subprocess.run(
            _command(way, "-m", "tests.hostile.run_programs", f"--launcher={way.launcher}",
                     *([f"--runtime={way.runtime}"] if way.runtime else []), *names),
            cwd=_PROJECT, stdout=subprocess.PIPE, text=True, timeout=_SUITE_SECONDS, check=True,
        )  # fmt: skip
        results = map(json.loads, ran.stdout.splitlines())
        return {result["program"]: result["runs"] for result in results}


@pytest.fixture(scope="session")
def results(request: pytest.FixtureRequest) -> Results:
    """The results of the programs that this session has been asked to run."""
    wanted: dict[str, list[str]] = {way: [] for way in WAYS}
    for item in request.session.items:
        if isinstance(item, pytest.Function) and item.originalname == _ENDS.__name__:
            way, name = (str(item.callspec.params[key]) for key in ("way", "name"))
            wanted[way].append(name)
    return Results(wanted)


@pytest.mark.parametrize(
    ("way", "name"),
    [
        pytest.param(way, name, marks=_marks(way))
        for way in WAYS
        for name in programs.names()
        if name in WAYS[way]
    ],
)
def test_a_program_ends_as_it_says(
    request: pytest.FixtureRequest, results: Results, way: str, name: str
) -> None:
    if name.startswith("system_calls/") and platform.machine() != "x86_64":
        pytest.skip(f"its numbers are those of x86-64, and this is {platform.machine()}")
    program = programs.load(name)
    in_container = WAYS[way].launcher == "docker"
    engine: Engine | None = request.getfixturevalue("engine") if in_container else None
    if WAYS[way].runtime:
        request.getfixturevalue("gvisor")
    for seen in results.of(way, name, engine):
        assert "error" not in seen, f"the judge itself failed: {seen['error']}"
        assert program.failures(seen) == [], seen
        assert seen["honest"], f"an honest submission after it was not accepted: {seen}"
        assert not seen["replaced"], f"it cost the judge a cell: {seen}"


_ENDS = test_a_program_ends_as_it_says


@pytest.mark.parametrize("name", programs.names())
def test_a_program_states_what_it_attacks_and_a_cause(name: str) -> None:
    program = programs.load(name)
    assert program.names_a_cause(), f"a slip of the pen could pass too: {program.terms}"


def test_the_programs_are_many_and_differ() -> None:
    loaded = [programs.load(name) for name in programs.names()]
    assert len(loaded) >= 150
    abouts = Counter(program.about for program in loaded)
    assert [about for about, times in abouts.items() if times > 1] == []


def test_an_expectation_is_met_by_what_it_names_alone() -> None:
    program = programs.load("files/users")
    seen: dict[str, Any] = {
        "ending": "finished",
        "fault": ["FileNotFoundError"],
        "right": 0,
        "judge_ms": 9.5,
    }
    assert program.failures(seen) == []
    assert program.failures({**seen, "fault": ["NameError"]}) != []
    assert program.failures({**seen, "fault": []}) != []
    assert program.failures({**seen, "fault": ["FileNotFoundError", "NameError"]}) != []
    assert program.failures({**seen, "ending": "crashed"}) == ["ending=finished"]
    assert program.failures({**seen, "right": 1}) == ["right=0"]
    assert program.failures({**seen, "judge_ms": 9000.0}) == ["judge_ms<250"]
