"""Does what people look at cost the same after a million attempts? Fill, ask, compare.

    python -m bench.scale [--attempts 1000 1000000] [--postgres URL ...] [--keep FOLDER]

To fill a million takes minutes, to ask takes one: with `--keep` the data stay in that folder (on
PostgreSQL in the database), and who names it again asks without filling.

For each number of attempts there is a database and a service over it. Every round asks each of
them for everything once, so that a busy machine disturbs all alike. The ratio is of medians: on
SQLite of CPU time, since all of its work is done by the thread that asks; on PostgreSQL of time on
the clock.
"""

import argparse
import asyncio
import contextlib
import logging
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx2
import structlog
from sqlalchemy import Connection, event, func, select, text
from sqlalchemy.engine import Engine

from api.app import create_app, open_service
from api.context import Context
from api.settings import Settings
from api.store.tables import Submission, utc_now
from bench.history import History
from bench.output import ROOT, markdown, replace_between, write_json

PROBLEMS = (
    "central-difference", "gradient-checking", "numerical-gradient", "gradient-clipping",
)  # fmt: skip
MOST = 1.5
_PASSWORD = "correct horse battery"


class Filled:
    """A service over a database with so many attempts, and clients of two people."""

    def __init__(self, context: Context, me: httpx2.AsyncClient, admin: httpx2.AsyncClient) -> None:
        self.context = context
        self.me = me
        self.admin = admin
        self.accepted = ""
        self.my_id = ""
        self.middle = ""


@contextlib.asynccontextmanager
async def filled(attempts: int, url: str | None, keep: Path | None) -> AsyncIterator[Filled]:
    """Make one, or open the one in `keep`; without `keep` its folder is gone afterwards."""
    with contextlib.ExitStack() as folders:
        if keep is None:
            made = folders.enter_context(tempfile.TemporaryDirectory(prefix="nabla-scale-"))
            folder = Path(made)
        else:
            folder = keep / f"{'postgresql' if url else 'sqlite'}-{attempts}"
        settings = _settings(folder, url)
        async with open_service(settings) as context, contextlib.AsyncExitStack() as stack:
            app = create_app(settings, context)

            async def client() -> httpx2.AsyncClient:
                transport = httpx2.ASGITransport(app=app)
                made = httpx2.AsyncClient(
                    transport=transport, base_url="http://scale.test", timeout=120
                )
                return await stack.enter_async_context(made)

            found = Filled(context, await client(), await client())
            person = {"username": "scale.me", "password": _PASSWORD}
            known = (await found.me.post("/api/v1/auth/login", json=person)).is_success
            if not known:
                (await found.me.post("/api/v1/auth/register", json=person)).raise_for_status()
            (
                await found.admin.post(
                    "/api/v1/auth/login", json={"username": "admin", "password": _PASSWORD}
                )
            ).raise_for_status()
            found.my_id = (await found.me.get("/api/v1/me")).json()["id"]
            if not known:
                await _fill(context, attempts, found.my_id)
            elif await context.database.read(_count) < attempts:
                raise SystemExit(f"{folder}: filled in part only; remove it and begin again")
            while context.catalogue.unfinished:  # noqa: ASYNC110  it tells nobody
                await asyncio.sleep(0.1)
            page = (await found.me.get("/api/v1/submissions?limit=50")).json()
            found.accepted = next(
                item["id"] for item in page["items"] if item["verdict"] == "accepted"
            )
            found.middle = page["next"]
            yield found


async def _fill(context: Context, attempts: int, my_id: str) -> None:
    begun = time.monotonic()
    await History(attempts, my_id, PROBLEMS).write(context.database)
    if context.settings.database_url is not None:
        await context.database.write(lambda c: c.execute(text("ANALYZE")))
    print(f"{attempts} attempts in {time.monotonic() - begun:.0f} s", file=sys.stderr)


def _count(connection: Connection) -> int:
    return connection.execute(select(func.count()).select_from(Submission)).scalar_one()


def _settings(folder: Path, url: str | None) -> Settings:
    problems = folder / "problems"
    problems.mkdir(parents=True, exist_ok=True)
    for name in PROBLEMS:
        (path,) = (ROOT / "problems").rglob(f"{name}.yaml")
        shutil.copy(path, problems)
    return Settings(
        data=folder / "data",
        database_url=url,
        problems=problems,
        pages=folder / "pages",
        admin_password=_PASSWORD,
        cells=1,
        rate_submit="off",
        rate_run="off",
    )


def requests(filled: Filled) -> dict[str, tuple[httpx2.AsyncClient, str]]:
    """Every list, progress and statistics call, by name: who asks, and for what."""
    popular = PROBLEMS[0]
    today = utc_now().date()
    month = f"since={today - timedelta(days=30)}&until={today}"
    mine = {
        "catalogue": "problems?limit=100",
        "catalogue, solved": "problems?status=solved",
        "problem": f"problems/{popular}",
        "solution": f"problems/{popular}/solution",
        "my attempts": "submissions",
        "my attempts, a later page": f"submissions?cursor={filled.middle}",
        "my attempts at a problem": f"submissions?problem={popular}",
        "my attempts at another problem": f"submissions?problem={PROBLEMS[1]}",
        "my runs": "submissions?mode=run",
        "my runs of a problem": f"submissions?mode=run&problem={PROBLEMS[1]}&limit=5",
        "an attempt": f"submissions/{filled.accepted}",
        "how it stands": f"submissions/{filled.accepted}/standing",
        "progress": "progress",
        "reviews": "reviews",
        "labs": "labs",
        "courses": "courses",
        "questions": "questions",
    }
    theirs = {
        "overview": "admin/overview",
        "attempts": "admin/attempts",
        "attempts at a problem": f"admin/attempts?problem={popular}",
        "attempts of a person": "admin/attempts?user=scale.me",
        "attempts of a person at a problem": f"admin/attempts?user=scale.me&problem={PROBLEMS[1]}",
        "attempts, a verdict": "admin/attempts?verdict=accepted",
        "attempts, a rare verdict": "admin/attempts?verdict=memory_limit_exceeded",
        "attempts, our failures": "admin/attempts?verdict=judge_error",
        "attempts of a month": f"admin/attempts?{month}",
        "statistics": f"admin/problems/{popular}/statistics",
        "statistics of a version": f"admin/problems/{popular}/statistics?version=1",
        "people": "admin/users",
        "people by name": "admin/users?q=person.1",
        "a person": f"admin/users/{filled.my_id}",
        "problems": "admin/problems",
        "rejudges": "admin/rejudges",
        "audit": "admin/audit",
    }
    found = {name: (filled.me, f"/api/v1/{path}") for name, path in mine.items()}
    found |= {f"admin: {n}": (filled.admin, f"/api/v1/{p}") for n, p in theirs.items()}
    found["metrics"] = (filled.admin, "/metrics")
    found["ready"] = (filled.admin, "/readyz")
    return found


async def measure(
    all_filled: list[Filled], rounds: int, clock: Callable[[], float]
) -> dict[str, dict[str, Any]]:
    """Median milliseconds of each request at each size, and how many statements it takes."""
    asked = [requests(one) for one in all_filled]
    times: dict[str, list[list[float]]] = {name: [[] for _ in asked] for name in asked[0]}
    counts: dict[str, int] = {}
    for number in range(-2, rounds):
        for name in asked[0]:
            for place, one in enumerate(asked):
                client, path = one[name]
                with _statements() as seen:
                    begun = clock()
                    answer = await client.get(path)
                    elapsed = (clock() - begun) * 1000
                if answer.status_code != 200:
                    raise RuntimeError(f"{path} answered {answer.status_code}: {answer.text[:300]}")
                if number >= 0:
                    times[name][place].append(elapsed)
                    # What goes on besides writes statements too: the fewest are the request's.
                    counts[name] = min(counts.get(name, len(seen)), len(seen))
    return {
        name: {"p50_ms": [statistics.median(row) for row in rows], "statements": counts[name]}
        for name, rows in times.items()
    }


@contextlib.contextmanager
def _statements() -> Any:
    seen: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_: object) -> None:
        seen.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(Engine, "before_cursor_execute", note)


async def compare(
    sizes: list[int], urls: list[str | None], rounds: int, keep: Path | None
) -> dict[str, Any]:
    """Fill a database of each size and measure them side by side."""
    async with contextlib.AsyncExitStack() as stack:
        all_filled = [
            await stack.enter_async_context(filled(size, url, keep))
            for size, url in zip(sizes, urls, strict=True)
        ]
        clock = time.perf_counter if urls[0] else time.thread_time
        return {"attempts": sizes, "requests": await measure(all_filled, rounds, clock)}


def show(kind: str, result: dict[str, Any]) -> int:
    """Print the table; returns how many requests have grown by more than `MOST`."""
    sizes = result["attempts"]
    print(f"\n{kind}: milliseconds at {' and '.join(f'{size:,}' for size in sizes)} attempts")
    print(f"{'':42}" + "".join(f"{size:>12,}" for size in sizes) + "   ratio  statements")
    grown = 0
    for name, row in result["requests"].items():
        ratio = row["p50_ms"][-1] / row["p50_ms"][0]
        grown += ratio > MOST
        mark = "  GREW" if ratio > MOST else ""
        values = "".join(f"{value:12.2f}" for value in row["p50_ms"])
        print(f"{name:42}{values}{ratio:8.2f}{row['statements']:12}{mark}")
    return grown


def table(result: dict[str, Any]) -> str:
    """The same in Markdown."""
    sizes = [f"{size:,} attempts" for size in result["attempts"]]
    rows = [("request", *sizes, "ratio", "statements")]
    for name, row in result["requests"].items():
        ratio = row["p50_ms"][-1] / row["p50_ms"][0]
        values = [f"{value:.2f} ms" for value in row["p50_ms"]]
        rows.append((name, *values, f"{ratio:.2f}", str(row["statements"])))
    return markdown(rows[0], rows[1:]) + "\n"


def main() -> int:
    """Fill, measure, print, write; the status is 1 when a request has grown."""
    parser = argparse.ArgumentParser(prog="bench.scale")
    parser.add_argument("--attempts", type=int, nargs="+", default=[1_000, 1_000_000])
    parser.add_argument("--rounds", type=int, default=31)
    parser.add_argument(
        "--postgres", nargs="+", metavar="URL", help="an empty database for each number of attempts"
    )
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="keep the data, ask them again")
    parser.add_argument("--docs", action="store_true", help="put the table into the documentation")
    parser.add_argument("--json", type=Path, default=ROOT / "var" / "bench" / "scale.json")
    options = parser.parse_args()
    urls: list[str | None] = options.postgres or [None] * len(options.attempts)
    kind = "PostgreSQL" if options.postgres else "SQLite"
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    result = asyncio.run(compare(options.attempts, urls, options.rounds, options.keep))
    grown = show(kind, result)
    write_json(options.json, {kind: result}, keep=True)
    if options.docs:
        replace_between(ROOT / "docs" / "performance.md", kind, table(result))
    return 1 if grown else 0


if __name__ == "__main__":
    sys.exit(main())
