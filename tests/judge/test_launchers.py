"""What holds of every launcher: cells that are children, containers, or somebody else's."""

from __future__ import annotations

import contextlib
import tempfile
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from judge import Published, Verdict, judge
from judge.runner import Batch, Call, CellPool, Job, SandboxUnavailable
from judge.runner.launchers.process import ProcessLauncher, cell_python
from tests.engine import Engine
from tests.judge.running_total import NAMES, is_right, judged, published
from tests.judge.ways import DockerWay, ProcessWay, Way, eventually, socket_way


@pytest.fixture(scope="module")
def total(pool: CellPool) -> Published:
    return published(pool)


@pytest.fixture(
    scope="module",
    params=["process", "socket", pytest.param("docker", marks=pytest.mark.docker)],
)
def way(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Way]:
    if request.param == "process":
        yield ProcessWay()
    elif request.param == "socket":
        with socket_way(tmp_path_factory.mktemp("cells"), cells=3) as listening:
            yield listening
    else:
        engine: Engine = request.getfixturevalue("engine")
        with engine.chosen(), contextlib.closing(DockerWay(engine.image)) as containers:
            yield containers


@pytest.fixture(scope="module")
def cells(way: Way) -> Iterator[CellPool]:
    """One cell for all tests that do it no harm."""
    with way.start() as started:
        yield started


def test_the_cell_says_who_it_is(cells: CellPool, way: Way) -> None:
    assert cells.launcher == way.name
    assert cells.environment["numpy"].startswith("2.")
    assert cells.environment["python"].startswith("3.")


def test_a_cell_is_told_nothing_of_its_surroundings(way: Way, cells: CellPool) -> None:
    code = "import os\ndef names(): return sorted(os.environ)"
    outcome = cells.run(Job(code, (Batch([Call({})], call="names()"),)))
    known = {"LANG", "LC_CTYPE", "LD_BIND_NOW", "PYTHONHASHSEED", "MPLBACKEND", "MATPLOTLIBRC"}
    known |= {f"{name}_NUM_THREADS" for name in ("MKL", "OMP", "OPENBLAS")}
    assert {*outcome.answers[0].value} - known == set()


def test_what_children_share_is_not_counted_where_python_can_do_without(cells: CellPool) -> None:
    outcome = cells.run(Job(_COUNTING, (Batch([Call({})], call="look()"),)))
    shared, own = outcome.answers[0].value
    version = tuple(map(int, cells.environment["python"].split(".")))
    assert shared == [0 if version >= (3, 12) else 100] * len(shared)
    assert own == [100, 100]


# How much more often than before things are referred to that a hundred more references are made to.
_COUNTING = """
import sys
import numpy as np

def counted(thing):
    before = sys.getrefcount(thing)
    held = [thing] * 100
    return sys.getrefcount(thing) - before

def look():
    code = np.average.__wrapped__.__code__
    texts = [np.average.__doc__, code.co_filename, code.co_consts, code.co_varnames[0]]
    shared = [np, np.sum, np.float64(1).dtype, sys.modules, vars(np), code, *texts]
    return [counted(thing) for thing in shared], [counted(np.ones(3)), counted(look)]
"""


def test_where_the_machine_is_out_of_memory_a_cell_goes_before_the_judge(
    way: Way, cells: CellPool
) -> None:
    """A container's processes have other parents, but what they do to themselves is the same."""
    if not isinstance(way, ProcessWay):
        return
    mine = int(Path("/proc/self/oom_score_adj").read_text())
    for pid in way.processes():
        assert int(Path(f"/proc/{pid}/oom_score_adj").read_text()) == 1000 > mine


def test_the_reference_is_accepted_and_measured(total: Published, cells: CellPool) -> None:
    report = judge(total, total.problem.solution, cells)
    assert report.verdict is Verdict.ACCEPTED
    assert (report.passed, report.total, report.score) == (len(NAMES), len(NAMES), 1.0)
    assert 0 < report.time_ms < 300


def test_a_wrong_answer_gets_the_author_s_message(total: Published, cells: CellPool) -> None:
    report = judge(total, total.problem.wrong[0].code, cells)
    assert report.verdict is Verdict.WRONG_ANSWER
    assert report.diagnosis is not None
    assert report.diagnosis.message == "The first number counts too."


def test_tests_arrive_in_their_order(total: Published, cells: CellPool) -> None:
    seen: list[tuple[int, str]] = []
    judged(total, cells, "return np.cumsum(x)", on_test=lambda i, t: seen.append((i, t["name"])))
    assert seen == list(enumerate(NAMES))


@pytest.mark.parametrize(
    ("body", "verdict"),
    [
        ("while True: pass", "time_limit_exceeded"),
        ("return np.ones(10 ** 10)", "memory_limit_exceeded"),
        ("return np.ones(2 ** 24).sum() + x", "memory_limit_exceeded"),
        ("print('x' * 10 ** 6)", "output_limit_exceeded"),
    ],
)
def test_limits_hold_and_the_cell_lives_on(
    total: Published, cells: CellPool, body: str, verdict: str
) -> None:
    before = cells.cells()
    assert judged(total, cells, body).verdict == verdict
    assert is_right(total, cells)
    assert cells.cells() == before


def test_the_memory_of_a_run_is_its_own(total: Published, cells: CellPool) -> None:
    little = judge(total, total.problem.solution, cells)
    # A busy machine takes its time over so many pages.
    patient = replace(total, time_s=60.0)
    much = judged(patient, cells, "return np.ones(2 ** 22).sum() * 0 + np.cumsum(x)")
    again = judge(total, total.problem.solution, cells)
    assert much.verdict is Verdict.ACCEPTED
    assert 28 * 1024 < much.memory_kib < 64 * 1024
    assert little.memory_kib < 16 * 1024
    assert again.memory_kib < 16 * 1024


def test_a_cancelled_run_ends_soon_and_costs_no_cell(total: Published, cells: CellPool) -> None:
    before = cells.cells()
    cancel = threading.Event()
    code = (
        "import numpy as np\nrounds = [0]\ndef total(x):\n    rounds[0] += 1\n"
        "    while rounds[0] > 1: pass\n    return np.cumsum(x)\n"
    )
    seen: list[int] = []

    def stop(index: int, test: dict[str, Any]) -> None:
        seen.append(index)
        cancel.set()

    patient = replace(total, time_s=60.0)
    report = judge(patient, code, cells, on_test=stop, cancel=cancel)
    assert report.verdict is Verdict.JUDGE_ERROR
    assert report.time_ms < 30_000
    assert is_right(total, cells)
    assert cells.cells() == before


def test_a_killed_cell_is_replaced_and_its_submission_judged_again(
    total: Published, way: Way
) -> None:
    with way.start() as cells:
        was = way.running()
        seen: list[int] = []

        def kill_once(index: int, test: dict[str, Any]) -> None:
            seen.append(index)
            if len(seen) == 1:
                for cell in cells.cells():
                    cell.kill()

        # Slow enough to be killed under way.
        slow = "np.__builtins__['__import__']('time').sleep(0.1); return np.cumsum(x)"
        report = judged(total, cells, slow, on_test=kill_once)
        assert report.verdict is Verdict.ACCEPTED
        assert (report.passed, len(report.tests)) == (len(NAMES), len(NAMES))
        assert seen[-len(NAMES) :] == list(range(len(NAMES)))
        assert len(seen) > len(NAMES)
        eventually(lambda: cells.replaced == 1, "the cell was replaced")
        assert is_right(total, cells)
        assert cells.replaced == 1
        assert way.running() - was
        killed = was - way.running()
        assert len(killed) == 1
        eventually(lambda: not way.remains(killed), "all of the killed cell ended")


def test_a_cell_may_serve_one_run_each(total: Published, way: Way) -> None:
    with way.start(recycle_after=1) as cells:
        seen: set[str] = set()

        def replaced(times: int) -> bool:
            return cells.replaced == times

        for runs in range(1, 4):
            before = way.running()
            seen |= before
            assert is_right(total, cells)
            eventually(partial(replaced, runs), "a used cell was replaced")
            assert way.running() - seen, "this cell has served before"
            assert len(way.running()) == len(before)


def test_cells_work_side_by_side_for_many_threads(total: Published, way: Way) -> None:
    bodies = {
        "return np.cumsum(x)": "accepted",
        "return x": "wrong_answer",
        "raise ValueError(x)": "runtime_error",
        "return np.ones(10 ** 10)": "memory_limit_exceeded",
    }
    with way.start(cells=2) as cells, ThreadPoolExecutor(3) as threads:
        jobs = [body for _ in range(6) for body in bodies]
        reports = list(threads.map(lambda body: judged(total, cells, body), jobs))
        assert [str(report.verdict) for report in reports] == [bodies[body] for body in jobs]
        assert all(len(report.tests) == len(NAMES) for report in reports)
        assert cells.replaced == 0
        assert all(cell.runs > 0 for cell in cells.cells())


def test_closing_leaves_nothing_behind(
    total: Published, way: Way, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    descriptors = []
    for _ in range(3):
        before = way.running()
        cells = way.start(cells=1, recycle_after=2)
        names = way.running() - before
        assert len(names) == 1
        for _ in range(3):
            assert is_right(total, cells)
        names |= way.running() - before
        cells.close()
        cells.close()
        eventually(partial(gone, way, names), "all of a closed pool's cells ended")
        assert list(tmp_path.glob("nabla-*")) == []
        descriptors.append(Counter(map(what_is_open, Path("/proc/self/fd").iterdir())))
    assert descriptors[2] - descriptors[0] == Counter(), "descriptors leak"


def what_is_open(descriptor: Path) -> str:
    with contextlib.suppress(OSError):
        return str(descriptor.readlink()).partition(":")[0]
    return ""


def gone(way: Way, names: set[str]) -> bool:
    return not way.remains(names)


def test_closing_under_way_ends_the_run(total: Published, way: Way) -> None:
    cells = way.start()
    begun = threading.Event()
    code = (
        "import numpy as np\nrounds = [0]\ndef total(x):\n    rounds[0] += 1\n"
        "    while rounds[0] > 1: pass\n    return np.cumsum(x)\n"
    )
    with ThreadPoolExecutor(1) as threads:
        run = threads.submit(judge, total, code, cells, on_test=lambda *_: begun.set())
        assert begun.wait(10)
        names = way.running()
        cells.close()
        report = run.result(10)
    assert report.verdict in (Verdict.JUDGE_ERROR, Verdict.TIME_LIMIT_EXCEEDED)
    eventually(lambda: not way.remains(names - way.running()), "the cell ended")


def test_no_interpreter_for_cells_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NABLA_CELL_PYTHON", "/nowhere/python")
    with pytest.raises(SandboxUnavailable, match="set NABLA_CELL_PYTHON"):
        ProcessLauncher().launch(0)


def test_the_interpreter_may_be_reached_by_a_link(
    total: Published, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "link").symlink_to(cell_python().parents[1])
    monkeypatch.setenv("NABLA_CELL_PYTHON", str(tmp_path / "link" / "bin" / "python"))
    with ProcessWay().start() as cells:
        assert is_right(total, cells)


def test_an_unknown_sandbox_is_told() -> None:
    with pytest.raises(SandboxUnavailable, match="set NABLA_SANDBOX to auto, process"):
        CellPool.start(1, "magic")


def test_the_pool_says_how_its_cells_are(total: Published, way: Way) -> None:
    with way.start(cells=2) as cells:
        assert [state.state for state in cells.states()] == ["free", "free"]
        during: list[list[str]] = []

        def look(index: int, test: dict[str, Any]) -> None:
            during.append(sorted(state.state for state in cells.states()))

        judged(total, cells, "return np.cumsum(x)", on_test=look)
        assert during[0] == ["busy", "free"]
        after = cells.states()
        assert sorted(state.runs for state in after) == [0, 1]
        assert [state.number for state in after] == [0, 1]


def test_a_free_cell_that_is_gone_is_seen_and_replaced(total: Published, way: Way) -> None:
    with way.start() as cells:
        (cell,) = cells.cells()
        cell.kill()
        eventually(lambda: cells.states()[0].state == "dead", "the cell is known to be gone")
        cells.mend()
        eventually(lambda: cells.states()[0].state == "free", "another came in its place")
        assert (cells.died, cells.recycled, cells.states()[0].runs) == (1, 0, 0)
        assert is_right(total, cells)


def test_cells_that_went_while_they_were_free_cost_no_job_an_attempt(
    total: Published, way: Way
) -> None:
    with way.start(cells=2) as cells:
        for cell in cells.cells():
            cell.kill()
        eventually(
            lambda: [state.state for state in cells.states()] == ["dead"] * 2,
            "both cells are known to be gone",
        )
        assert is_right(total, cells)
        assert cells.died == 2


def test_all_cells_are_made_fresh_while_they_serve(total: Published, way: Way) -> None:
    with way.start(cells=2) as cells:
        asked: list[int] = []

        def ask_once(index: int, test: dict[str, Any]) -> None:
            if not asked:
                asked.append(cells.recycle())

        report = judged(total, cells, "return np.cumsum(x)", on_test=ask_once)
        assert report.verdict is Verdict.ACCEPTED
        assert asked == [2]
        eventually(lambda: cells.replaced == 2, "both were replaced")
        states = cells.states()
        assert [(state.state, state.runs) for state in states] == [("free", 0)] * 2
        assert min(state.number or 0 for state in states) >= 2
        assert (cells.died, cells.recycled) == (0, 2)
        assert is_right(total, cells)
