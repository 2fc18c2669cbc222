"""What docs/scaling.md says of queues is what the simulation says, and that one is sound."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from bench.service_times import Cost
from bench.simulate import DOC, Layout, Times, cells_needed, embedded, simulate, tables

STEADY = Times((Cost(worker_ms=2.0, cell_ms=18.0),), (Cost(worker_ms=2.0, cell_ms=18.0),))


@pytest.fixture
def no_loops(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bench.simulate.LOOPS", 0.0)


def test_the_document_says_what_the_simulation_says() -> None:
    assert embedded(DOC.read_text()) == tables(Times.load()), "python -m bench.simulate --write"


@pytest.mark.usefixtures("no_loops")
def test_cells_are_as_busy_as_little_s_law_says() -> None:
    layout = Layout("law", 50.0, workers=2, cells_per_worker=2, seconds=60)
    result = simulate(layout, STEADY)
    assert result.judged == pytest.approx(3000, rel=0.05)
    held = 50.0 * (20.0 + 5.0 + 2 * 2.7) / 1000 / 4
    assert result.busy_cells == pytest.approx(held, rel=0.1)
    assert cells_needed(50.0, STEADY, held) in (4, 5)


@pytest.mark.usefixtures("no_loops")
def test_nobody_waits_where_there_is_room() -> None:
    result = simulate(Layout("room", 5.0, workers=1, cells_per_worker=8, seconds=60), STEADY)
    assert result.quantile(0.5) == pytest.approx(20 + 5 + 6 + 3 * 2.7, abs=1.0)


def test_runs_come_before_submissions() -> None:
    result = simulate(Layout("full", 40.0, workers=1, cells_per_worker=1, seconds=20), STEADY)
    assert result.quantile(0.5, runs=True) < result.quantile(0.5) / 2


def test_a_dead_worker_s_submissions_are_judged_after_their_lease() -> None:
    layout = Layout("death", 30.0, workers=2, cells_per_worker=4, seconds=30, dies=True)
    alive = simulate(replace(layout, dies=False), STEADY)
    result = simulate(layout, STEADY)
    assert result.judged == alive.judged, "none is lost"
    worst = max(*result.runs_ms, *result.submissions_ms)
    assert 8000 < worst < 16000


def test_a_quantile_is_one_of_the_values() -> None:
    result = simulate(Layout("few", 20.0, workers=1, cells_per_worker=1, seconds=5), STEADY)
    ordered = sorted(result.submissions_ms)
    assert result.quantile(1.0) == ordered[-1]
    assert result.quantile(0.5) == ordered[math.ceil(len(ordered) / 2) - 1]
