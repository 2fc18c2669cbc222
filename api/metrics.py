"""What the service counts, in Prometheus' form."""

from collections import Counter as Count
from collections.abc import Iterable
from typing import get_args

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)

from api.judging.queue.depth import Depth
from judge.runner import CellCondition, CellPool

WAIT_SECONDS = (0.005, 0.01, 0.05, 0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800)
JUDGE_SECONDS = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
HTTP_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30)


class Metrics:
    """The metrics of one service, in a registry of their own."""

    def __init__(self) -> None:
        """Start all at zero."""
        self.registry = CollectorRegistry()
        self.submissions = Counter(
            "nabla_submissions",
            "Judged submissions and runs, by verdict.",
            ["mode", "verdict"],
            registry=self.registry,
        )
        self.judge_seconds = Histogram(
            "nabla_judge_seconds",
            "Time in the judge.",
            ["mode"],
            buckets=JUDGE_SECONDS,
            registry=self.registry,
        )
        self.failures = Counter(
            "nabla_judge_failures",
            "Attempts at judging that failed on our side.",
            registry=self.registry,
        )
        self.deliveries = Counter(
            "nabla_webhook_deliveries",
            "Tries at sending webhook messages, by outcome.",
            ["outcome"],
            registry=self.registry,
        )
        self.queue_depth = Gauge(
            "nabla_queue_depth",
            "What waits or runs: run, submit, guest, rejudge of all processes, check of this one.",
            ["kind", "status"],
            registry=self.registry,
        )
        self.oldest = Gauge(
            "nabla_queue_oldest_seconds",
            "How long the oldest that waits has waited.",
            ["kind"],
            registry=self.registry,
        )
        self.waited = Histogram(
            "nabla_queue_wait_seconds",
            "Time from being stored to being judged for the first time.",
            ["mode"],
            buckets=WAIT_SECONDS,
            registry=self.registry,
        )
        self.cells = Gauge(
            "nabla_cells", "Judge cells of this process.", ["state"], registry=self.registry
        )
        self.cells_ended = Counter(
            "nabla_cells_ended",
            "Judge cells that gave their place to another: recycled after service, or died.",
            ["reason"],
            registry=self.registry,
        )
        self._ended: Count[str] = Count()
        self.problems = Gauge(
            "nabla_problems", "Problems that can be solved now.", registry=self.registry
        )
        self.unfinished = Gauge(
            "nabla_proofs_unfinished",
            "Documents that are served while the rest of their proof is being made.",
            registry=self.registry,
        )
        self.requests = Histogram(
            "nabla_http_request_seconds",
            "Time to the end of the answer.",
            ["method", "route", "status"],
            buckets=HTTP_SECONDS,
            registry=self.registry,
        )

    def show_queue(self, depths: Iterable[Depth], checks: int) -> None:
        """Take what the queue is like at this moment."""
        for depth in depths:
            self.queue_depth.labels(depth.kind, "queued").set(depth.queued)
            self.queue_depth.labels(depth.kind, "running").set(depth.running)
            self.oldest.labels(depth.kind).set(depth.oldest_seconds)
        self.queue_depth.labels("check", "running").set(checks)

    def show_cells(self, pool: CellPool) -> None:
        """Take what the cells are like at this moment."""
        states = Count(state.state for state in pool.states())
        for state in get_args(CellCondition):
            self.cells.labels(state).set(states[state])
        for reason, count in (("recycled", pool.recycled), ("died", pool.died)):
            self.cells_ended.labels(reason).inc(count - self._ended[reason])
            self._ended[reason] = count

    def render(self) -> bytes:
        """Return all metrics in Prometheus' text format."""
        return generate_latest(self.registry)
