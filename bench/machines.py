"""What replicas and workers on one PostgreSQL do: `python -m bench.machines [--write]`.

One machine has to carry them all, so the figures say how the parts share it; what more machines
would bring is for `bench/simulate.py` to reckon. Prints tables and writes JSON; `--write` puts the
tables into docs/scaling.md.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx2

from bench.claims import measure_claims
from bench.output import ROOT, markdown, replace_between, write_json
from scripts.postgresql import PostgreSQL
from tests.api.support import CHOSEN, LIBRARY, problem_of
from tests.api.test_events import read_events
from tests.postgresql import free_port
from tests.scale.processes import Worker, replica

RIGHT = problem_of("gradient-checking").solution
SETTINGS = {"NABLA_RATE_SUBMIT": "off"}
BATCH = 100
CLAIMS = 1000
Json = dict[str, Any]


def measure_way(one: httpx2.Client, other: httpx2.Client, count: int) -> list[float]:
    """Milliseconds from a POST to one replica until the verdict is told by the other."""
    ways = []
    for _ in range(count):
        begun = time.perf_counter()
        path = "/problems/gradient-checking/submissions"
        made = one.post(path, json={"code": RIGHT}).json()
        with other.stream("GET", f"/submissions/{made['id']}/events") as response:
            last = list(read_events(response))[-1]
        assert last.data["verdict"] == "accepted"
        ways.append(1000 * (time.perf_counter() - begun))
    return ways


def measure_throughput(clients: list[httpx2.Client], batches: int) -> float:
    """Verdicts a second while each client has batches waiting."""
    entry = {"problem": "gradient-checking", "code": RIGHT}
    begun = time.perf_counter()
    made = [
        (client, client.post("/batches", json={"submissions": [entry] * BATCH}).json()["id"])
        for client in clients
        for _ in range(batches)
    ]
    for client, batch in made:
        with client.stream("GET", f"/batches/{batch}/events") as response:
            assert list(read_events(response))[-1].kind == "done"
    return len(made) * BATCH / (time.perf_counter() - begun)


def measure_judging(folder: Path, url: str, numbers: list[int], ways: int) -> Json:
    """The way between replicas with one worker, and what so many workers judge a second."""
    problems = folder / "problems"
    problems.mkdir()
    for name in CHOSEN:
        (problems / f"{name}.yaml").write_text(LIBRARY.sources[name].text, encoding="utf-8")
    found: Json = {"throughput_per_second": {}}
    with ExitStack() as stack:
        workers: list[Worker] = []
        clients: list[httpx2.Client] = []
        for number in numbers:
            while len(workers) < number:
                worker = Worker(folder / f"worker{len(workers)}", problems, url, **SETTINGS)
                workers.append(stack.enter_context(worker))
            if not clients:
                one, two = (
                    stack.enter_context(replica(folder / name, problems, url, **SETTINGS))
                    for name in ("one", "two")
                )
                clients += [stack.enter_context(one.new_user()) for _ in range(4)]
                other = stack.enter_context(two.client())
                other.cookies.update(dict(clients[0].cookies))
                measure_way(clients[0], other, 5)  # what only a first one costs
                took = measure_way(clients[0], other, ways)
                found["post_to_other_replica_ms"] = {
                    "p50": statistics.median(took),
                    "p99": sorted(took)[int(0.99 * (len(took) - 1))],
                }
                print(f"from one replica to the other: {found}", flush=True)
            rate = measure_throughput(clients, 1)
            found["throughput_per_second"][str(number)] = rate
            print(f"{number} worker(s) of one cell: {rate:.1f} verdicts a second", flush=True)
    return found


def measure_starts(folder: Path, url: str) -> Json:
    """Seconds until a worker judges: the first of all, with the whole library, and another.

    The second one starts while the first still makes proofs whole, so both want the processor.
    """
    found: Json = {"documents": len(LIBRARY.files)}
    with ExitStack() as stack:
        for name in ("first", "second"):
            begun = time.perf_counter()
            stack.enter_context(Worker(folder / name, ROOT / "problems", url, **SETTINGS))
            found[f"{name}_seconds"] = time.perf_counter() - begun
            print(f"the {name} worker judges: {found[f'{name}_seconds']:.1f} s", flush=True)
    return found


def tables(found: Json) -> str:
    """What was measured, to read."""
    judging, starts, way = (
        found["judging"], found["starts"], found["judging"]["post_to_other_replica_ms"],
    )  # fmt: skip
    by_workers = [
        (f"{number} × 1 cell", f"{rate:.0f}")
        for number, rate in judging["throughput_per_second"].items()
    ]
    by_processes = [(number, f"{rate:.0f}") for number, rate in found["claims_per_second"].items()]
    rows = [
        ("POST on replica A to the verdict's event on replica B, p50", f"{way['p50']:.0f} ms"),
        ("the same, p99", f"{way['p99']:.0f} ms"),
        (
            f"first worker on an empty database judges ({starts['documents']} documents) after",
            f"{starts['first_seconds']:.1f} s",
        ),
        (
            "a second worker, started while the first makes proofs whole, after",
            f"{starts['second_seconds']:.1f} s",
        ),
    ]
    return "\n\n".join(
        (
            markdown(("workers", "verdicts a second"), by_workers),
            markdown(("processes that claim", "claims a second"), by_processes),
            markdown(("", ""), rows),
        )
    )


def main() -> int:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description="replicas and workers on one PostgreSQL")
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2, 4])
    parser.add_argument("--ways", type=int, default=100)
    parser.add_argument("--output", type=Path, default=ROOT / "var" / "bench" / "machines.json")
    parser.add_argument("--write", action="store_true", help="put the tables in docs/scaling.md")
    options = parser.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="nabla-bench-")))
        server = stack.enter_context(PostgreSQL(folder / "database", free_port(), durable=True))
        judging = measure_judging(folder, server.create("judging"), options.workers, options.ways)
        claims = {}
        for number in options.workers:
            rate = measure_claims(server.create(f"claims{number}"), number, CLAIMS)
            claims[str(number)] = rate
            print(f"{number} process(es): {rate:.0f} claims a second", flush=True)
        starts = measure_starts(folder, server.create("starts"))
    found = {"judging": judging, "claims_per_second": claims, "starts": starts}
    write_json(options.output, found)
    print(tables(found))
    if options.write:
        replace_between(ROOT / "docs" / "scaling.md", "machines", tables(found))
    return 0


if __name__ == "__main__":
    sys.exit(main())
