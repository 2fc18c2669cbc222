"""How many submissions a second can be claimed from one PostgreSQL, by so many processes at once.

A process claims and at once writes that the submission is done, over and over. Nothing is judged:
what is counted is the queue alone. Claims wait for one lock (docs/decisions/0012-*.md).
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time
from functools import partial
from operator import methodcaller

from sqlalchemy import Connection, insert

from api.ids import new_id
from api.judging.queue import claims, turns
from api.judging.queue.claims import HELD, held_by
from api.store.migrations import migrate
from api.store.session import Database
from api.store.tables import ProblemRow, User, utc_now

USERS = 200
AT_ONCE = 4
"""Claims under way in a process, as one of four cells has."""
LEASE_SECONDS = 60.0
STORED_AT_ONCE = 500


def measure_claims(url: str, processes: int, count: int) -> float:
    """Claims a second of so many processes, until `count` waiting submissions are all claimed."""
    asyncio.run(_fill(url, count))
    command = [sys.executable, "-m", "bench.claims", url]
    started = [
        subprocess.Popen(command, stdout=subprocess.PIPE, stdin=subprocess.PIPE, text=True)
        for _ in range(processes)
    ]
    for process in started:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    begun = time.perf_counter()
    for process in started:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    done = sum(json.loads(process.communicate()[0]) for process in started)
    seconds = time.perf_counter() - begun
    if done != count:
        raise RuntimeError(f"{done} of {count} were claimed")
    return count / seconds


async def _fill(url: str, count: int) -> None:
    database = Database(url)
    await migrate(database)
    people = [new_id() for _ in range(USERS)]
    problem = new_id()

    def begin(connection: Connection) -> None:
        connection.execute(insert(ProblemRow).values(id=problem, current_version=1))
        rows = [
            {"id": person, "username": person[-12:], "name_key": person, "password_hash": "",
             "role": "user", "created_at": utc_now()}
            for person in people
        ]  # fmt: skip
        connection.execute(insert(User), rows)

    await database.write(begin)
    made = [
        {"id": new_id(), "user_id": people[n % USERS], "problem_id": problem, "version": 1,
         "mode": "submit", "code": "x = 1", "status": "queued", "created_at": utc_now()}
        for n in range(count)
    ]  # fmt: skip
    for first in range(0, count, STORED_AT_ONCE):
        part = made[first : first + STORED_AT_ONCE]
        await database.write(partial(turns.store, rows=part))
    await database.close()


async def _claim_all(url: str) -> int:
    database = Database(url)
    await database.ping()
    print("ready", flush=True)
    await asyncio.to_thread(sys.stdin.readline)
    counts = await asyncio.gather(*(_claim_some(database) for _ in range(AT_ONCE)))
    await database.close()
    return sum(counts)


async def _claim_some(database: Database) -> int:
    done = 0
    while True:
        claim = await database.write(lambda c: claims.take(c, LEASE_SECONDS, USERS, 1))
        if claim is None:
            return done
        values = {**held_by(claim), "status": "done", "finished_at": utc_now()}
        await database.write(methodcaller("execute", HELD, values))
        done += 1


if __name__ == "__main__":
    print(asyncio.run(_claim_all(sys.argv[1])))
