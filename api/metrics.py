"""What the service counts, in Prometheus' form."""

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)

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
        self.queue_depth = Gauge(
            "nabla_queue_depth",
            "Submissions that wait or run, by status.",
            ["status"],
            registry=self.registry,
        )
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

    def render(self) -> bytes:
        """Return all metrics in Prometheus' text format."""
        return generate_latest(self.registry)
