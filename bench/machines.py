"""What replicas and workers on one PostgreSQL do: `python -m bench.machines [--workers 1 2 4]`.

One machine has to carry them all, so the figures say how the parts share it; what more machines
would bring is for `bench/simulate.py` to reckon. Prints a table and writes JSON.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

import httpx2

from bench.output import about_machine
from scripts.postgresql import PostgreSQL
from tests.api.support import CHOSEN, LIBRARY, Server, problem_of
from tests.api.test_events import read_events
from tests.postgresql import free_port
from tests.scale.processes import Worker, replica

RIGHT = problem_of("gradient-checking").solution
SETTINGS = {"NABLA_RATE_SUBMIT": "off"}
BATCH = 100


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


def main() -> int:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description="replicas and workers on one PostgreSQL")
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2, 4])
    parser.add_argument("--ways", type=int, default=50)
    parser.add_argument("--output", type=Path, default=Path("bench-machines.json"))
    options = parser.parse_args()
    found: dict[str, object] = {"machine": about_machine()["machine"], "throughput_per_second": {}}
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="nabla-bench-")))
        problems = folder / "problems"
        problems.mkdir()
        for name in CHOSEN:
            source = LIBRARY.sources[name].text
            (problems / f"{name}.yaml").write_text(source, encoding="utf-8")
        server = stack.enter_context(PostgreSQL(folder / "database", free_port(), durable=True))
        url = server.create("bench")
        workers: list[Worker] = []
        replicas: list[Server] = []
        clients: list[httpx2.Client] = []
        for number in options.workers:
            while len(workers) < number:
                worker = Worker(folder / f"worker{len(workers)}", problems, url, **SETTINGS)
                workers.append(stack.enter_context(worker))
            if not replicas:
                for name in ("one", "other"):
                    made = replica(folder / name, problems, url, **SETTINGS)
                    replicas.append(stack.enter_context(made))
                clients += [stack.enter_context(replicas[0].new_user()) for _ in range(4)]
                other = stack.enter_context(replicas[1].client())
                other.cookies.update(dict(clients[0].cookies))
                measure_way(clients[0], other, 5)  # what only a first one costs
                ways = measure_way(clients[0], other, options.ways)
                found["post_to_other_replica_ms"] = {
                    "p50": round(statistics.median(ways), 1),
                    "max": round(max(ways), 1),
                }
                print(f"POST on one replica, verdict on the other: {found}", flush=True)
            rate = measure_throughput(clients, 1)
            found["throughput_per_second"] |= {str(number): round(rate, 1)}  # type: ignore[operator]
            print(f"{number} worker(s) of one cell: {rate:.1f} verdicts a second", flush=True)
    options.output.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
