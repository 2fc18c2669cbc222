"""What a submission is measured against, and the road from the library's call to HTTP."""

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Self

import numpy as np

from bench.output import ROOT
from bench.service import Person, Service
from judge import Published, Verdict, judge, publish
from judge.runner import CellPool, LauncherOptions, SandboxUnavailable, stand_back
from judge.runner.launchers.process import cell_python
from judge.spec import load_library, parse_problem

_LARGE = """
kind: problem
id: large-{size}
number: 99999
title: Large
difficulty: easy
topics: [bench]
statement: The sum.
function: total
parameters: [{{name: x, type: "float64[n]", about: numbers}}]
returns: {{type: float, about: their sum}}
starter: "def total(x):\\n    pass\\n"
solution: "def total(x):\\n    return float(x.sum())\\n"
examples: [{{name: one, inputs: {{x: [1.0]}}}}]
tests:
  - {{name: many, count: 1, seed: 1, generate: "x = rng.standard_normal({size})"}}
"""
LARGE_BYTES = 10_000_000
_IMAGE = "nabla-cell"
_FEW_TESTS = 10
# Of what is done a second: each turn is short, so that all get their share of a noisy neighbor.
_TURN_SECONDS = 1.0
_WARM_UP_SECONDS = 0.3
_ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1"}


class Items:
    """The items, with a cell and a real service behind them. A context manager."""

    def __init__(self, database_url: str | None = None, *, few: bool = False) -> None:
        """`database_url`: an empty PostgreSQL database, to measure a service over it too.

        `few`: services offer a few problems, else all there are and what is measured here.
        """
        self._stack = contextlib.ExitStack()
        library = load_library(ROOT / "problems")
        self._pool = self._stack.enter_context(CellPool.start(cells=1))
        self.typical = publish(library.sources["gradient-checking"], self._pool)
        self.small = publish(library.sources["central-difference"], self._pool)
        self._large = self._publish_large(LARGE_BYTES // 8)
        self._as_small = self._publish_large(2)
        self._array = np.random.default_rng(1).standard_normal(LARGE_BYTES // 8)
        self.code = self.typical.problem.solution
        self.ten = _first_tests(self.typical, _FEW_TESTS)
        space: dict[str, Any] = {}
        exec(compile(self.code, "solution.py", "exec"), space)
        self._function = space[self.typical.problem.function]
        self._folder = Path(self._stack.enter_context(tempfile.TemporaryDirectory()))
        self._program = self._write_program()
        self._floor = self._stack.enter_context(self._start_floor())
        self._containers = self._start_containers()
        problems = self._gather_problems(few=few)
        self.service = self._stack.enter_context(Service(len(os.sched_getaffinity(0)), problems))
        self.services = {"SQLite": self.service}
        self._person = self._person_of(self.service)
        if database_url is not None:
            server = self._stack.enter_context(Service(1, problems, database_url))
            self.services["PostgreSQL"] = server
            self._on_server = self._person_of(server)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def all(self) -> dict[str, Callable[[], object]]:
        """Every item by name, floors first."""
        python = str(cell_python())
        items: dict[str, Callable[[], object]] = {
            "python -c pass": lambda: _spawn(python, "-c", "pass"),
            "import numpy": lambda: _spawn(python, "-c", "import numpy"),
            "the program, no sandbox": lambda: _spawn(python, str(self._program)),
            "tests called in-process": self._call,
            "plain fork": self._fork,
            # Not after another in the same cell, whose next child would not be ready yet.
            "judge": lambda: _judge(self.typical, self._pool),
            "judge, small": lambda: _judge(self.small, self._pool),
            "judge, 10 MB": lambda: _judge(self._large, self._pool),
            "judge, the same with 16 bytes": lambda: _judge(self._as_small, self._pool),
            "copy of 10 MB": self._array.copy,
            "http wait, small": lambda: _accepted(self._person, self.small),
            "http wait": lambda: self._person.accepted(self.code),
            "http wait, 10 MB": lambda: _accepted(self._person, self._large),
            "problem": lambda: self._person.get("problems/gradient-checking"),
            "catalogue": lambda: self._person.get("problems?limit=100"),
        }
        if self._containers is not None:
            pool = self._containers
            items["judge, docker cell"] = lambda: _judge(self.typical, pool)
        if _engine_has_image():
            entry = "--entrypoint=/opt/cell/bin/python"
            command = ("docker", "run", "--rm", "--network=none", entry, _IMAGE)
            items["docker run, import numpy"] = lambda: subprocess.run(
                [*command, "-c", "import numpy"], check=True, capture_output=True
            )
        if "PostgreSQL" in self.services:
            person = self._on_server
            items["http wait, PostgreSQL"] = lambda: person.accepted(self.code)
        return items

    def rates(self, cells: int, rounds: int) -> dict[str, list[float]]:
        """What is done a second in all, without the service, in each of so many turns.

        Judged in warm cells, one a core, before which submissions queue; the floor's plain forks,
        as many at once; and how often one process after another imports NumPy.
        """
        judged = {"small": self.small, "ten gradient checks": self.ten, "177": self.typical}
        found: dict[str, list[float]] = {}

        def note(name: str, per_second: float) -> None:
            found.setdefault(name, []).append(per_second)

        with CellPool.start(cells=cells) as pool:
            for _ in range(rounds):
                for name, published in judged.items():
                    note(name, _judged_a_second(published, pool, _TURN_SECONDS))
                for name in ("ten gradient checks", "177"):
                    tests = len(judged[name].cases)
                    note(f"plain fork, {name}", self._forks_a_second(tests, cells))
                note("import numpy", _imports_a_second())
        return found

    def _forks_a_second(self, tests: int, processes: int) -> float:
        command = self._floor_command(str(tests), str(_TURN_SECONDS))
        running = [
            subprocess.Popen(command, stdout=subprocess.PIPE, env=_ONE_THREAD)
            for _ in range(processes)
        ]
        counts = [int(process.communicate()[0]) for process in running]
        return sum(counts) / _TURN_SECONDS

    def program_files(self) -> tuple[bytes, bytes]:
        """The program and its inputs, for judges that run whole programs in a folder."""
        text = self._program.read_text().replace(f"{self._program.parent}/", "")
        return text.encode(), (self._program.parent / "inputs.npz").read_bytes()

    def _person_of(self, service: Service) -> Person:
        person = service.new_person()
        self._stack.callback(person.close)
        return person

    def _gather_problems(self, *, few: bool) -> Path:
        folder = self._folder / "problems"
        if few:
            folder.mkdir()
            for published in (self.typical, self.small):
                (file,) = (ROOT / "problems").rglob(f"{published.problem.id}.yaml")
                shutil.copy(file, folder)
        else:
            shutil.copytree(ROOT / "problems", folder)
        size = LARGE_BYTES // 8
        (folder / f"large-{size}.yaml").write_text(_LARGE.format(size=size))
        return folder

    def _publish_large(self, size: int) -> Published:
        source = parse_problem(_LARGE.format(size=size), f"large-{size}.yaml")
        return publish(source, self._pool)

    def _write_program(self) -> Path:
        """The tests as a program of its own, which imports NumPy, reads its inputs and runs."""
        folder = self._folder
        names = [parameter.name for parameter in self.typical.problem.parameters]
        arrays: dict[str, Any] = {
            f"{number}.{name}": np.asarray(case.inputs[name])
            for number, case in enumerate(self.typical.cases)
            for name in names
        }
        np.savez(folder / "inputs.npz", **arrays)
        (folder / "solution.py").write_text(self.code)
        program = folder / "program.py"
        program.write_text(
            f"{self.code}\ninputs = np.load({str(folder / 'inputs.npz')!r})\n"
            f"for number in range({len(self.typical.cases)}):\n"
            f"    {self.typical.problem.function}"
            f"(*(inputs[f'{{number}}.{{name}}'][()] for name in {names!r}))\n"
        )
        return program

    def _start_containers(self) -> CellPool | None:
        """A Docker cell where an engine answers and has the image, else None, which is said."""
        try:
            options = LauncherOptions(owner="nabla-bench")
            return self._stack.enter_context(CellPool.start(1, "docker", options))
        except SandboxUnavailable as error:
            print(f"no Docker cell: {error}", file=sys.stderr)
            return None

    def _call(self) -> None:
        for case in self.typical.cases:
            self._function(*(np.copy(v) if isinstance(v, np.ndarray) else v
                             for v in case.inputs.values()))  # fmt: skip

    def _floor_command(self, *arguments: str) -> list[str]:
        files = (str(self._folder / name) for name in ("solution.py", "inputs.npz"))
        function = str(self.typical.problem.function)
        script = str(ROOT / "bench" / "floor.py")
        return [str(cell_python()), "-I", script, *files, function, *arguments]

    @contextlib.contextmanager
    def _start_floor(self) -> Iterator[subprocess.Popen[bytes]]:
        process = subprocess.Popen(
            self._floor_command(str(len(self.typical.cases))),
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=_ONE_THREAD,
        )  # fmt: skip
        yield process
        process.communicate()

    def _fork(self) -> None:
        """A fork of a small process that has NumPy loaded, and nothing to hold it: the floor."""
        assert self._floor.stdin is not None
        assert self._floor.stdout is not None
        self._floor.stdin.write(b"\n")
        self._floor.stdin.flush()
        if not self._floor.stdout.readline():
            raise RuntimeError("the floor's process has ended")


def _first_tests(published: Published, count: int) -> Published:
    """The same problem with its first tests only."""
    return replace(published, cases=published.cases[:count])


def _judged_a_second(published: Published, pool: CellPool, seconds: float) -> float:
    """By twice as many threads as cells: a cell always has its next submission waiting.

    They are like the service's, which stand back for the cells.
    """
    counts = [0] * (2 * pool.size)
    warm = time.monotonic() + _WARM_UP_SECONDS
    end = warm + seconds

    def work(number: int) -> None:
        stand_back()
        while (now := time.monotonic()) < end:
            _judge(published, pool)
            counts[number] += now >= warm

    workers = [threading.Thread(target=work, args=(n,)) for n in range(len(counts))]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return sum(counts) / (time.monotonic() - warm)


def _imports_a_second() -> float:
    begun, count = time.monotonic(), 0
    while time.monotonic() < begun + _TURN_SECONDS:
        _spawn(str(cell_python()), "-c", "import numpy")
        count += 1
    return count / (time.monotonic() - begun)


def _accepted(person: Person, published: Published) -> None:
    person.accepted(published.problem.solution, published.problem.id)


def _judge(published: Published, pool: CellPool) -> None:
    report = judge(published, published.problem.solution, pool)
    if report.verdict is not Verdict.ACCEPTED:
        raise RuntimeError(f"the reference was judged {report.verdict}")


def _spawn(python: str, *arguments: str) -> None:
    subprocess.run([python, "-I", *arguments], check=True, env=_ONE_THREAD)


def _engine_has_image() -> bool:
    if shutil.which("docker") is None:
        return False
    asked = subprocess.run(["docker", "image", "inspect", _IMAGE], capture_output=True, check=False)
    return asked.returncode == 0
