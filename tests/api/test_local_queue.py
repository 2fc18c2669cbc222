"""The queue of a single process."""

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, insert, text

from api.accounts.service import register
from api.ids import new_id
from api.judging.queue.claims import HELD, Claim, held_by
from api.judging.queue.local import LocalQueue
from api.store.migrations import migrate
from api.store.session import Database
from api.store.tables import ProblemRow, utc_now
from tests.api.support import PASSWORD, commits, statements

pytestmark = pytest.mark.anyio


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    """An empty database with one user and one problem."""
    database = Database(f"sqlite:///{tmp_path / 'nabla.db'}")
    await migrate(database)
    await register(database, "ada", PASSWORD)
    problem = insert(ProblemRow).values(id="p", current_version=1)
    await database.write(lambda c: c.execute(problem))
    yield database
    await database.close()


async def enqueue(database: Database, queue: LocalQueue, mode: str = "submit") -> str:
    """Store a queued submission and tell the queue."""
    submission_id = new_id()
    user = text("SELECT id FROM users")

    def row(connection: Connection) -> dict[str, object]:
        return {
            "id": submission_id,
            "user_id": connection.scalar(user),
            "problem_id": "p",
            "version": 1,
            "mode": mode,
            "code": "x = 1",
            "status": "queued",
            "created_at": utc_now(),
        }

    await queue.put([await database.read(row)])
    return submission_id


async def taken(queue: LocalQueue) -> str:
    """The id of the next claim."""
    claim = await queue.claim()
    assert claim is not None
    return claim.id


async def test_what_arrives_goes_to_who_waits_and_no_further(database: Database) -> None:
    queue = LocalQueue(database, 3600, at_once=100)
    waiting = asyncio.create_task(taken(queue))
    await asyncio.sleep(0)
    assert queue.idle == 1
    made = [await enqueue(database, queue) for _ in range(3)]
    async with asyncio.timeout(30):
        assert await waiting == made[0]
    # One worker waited, so one was claimed: the others are free for whoever comes next.
    assert await queue.depth() == {"running": 1, "queued": 2}
    assert queue.waiting == 2
    assert {await taken(queue), await taken(queue)} == set(made[1:])


async def end(queue: LocalQueue, claim: Claim) -> int:
    """End a claim as its holder; return how many rows that changed."""
    done = {**held_by(claim), "status": "done"}
    changed = await queue.end(lambda connection: connection.execute(HELD, done).rowcount)
    queue.let_go(claim)
    return changed


async def test_the_end_of_a_claim_takes_the_next_one_along(database: Database) -> None:
    queue = LocalQueue(database, 3600, at_once=1)
    made = [await enqueue(database, queue) for _ in range(2)]
    first = await queue.claim()
    assert first is not None
    async with commits(database) as made_durable:
        assert await end(queue, first) == 1
        second = await queue.claim()
    assert second is not None
    assert [first.id, second.id] == made
    assert len(made_durable) == 1
    with statements() as seen:
        assert await end(queue, second) == 1
    assert not any("RETURNING" in statement for statement, _ in seen), "nobody waited"
    assert queue.waiting == 0


@pytest.mark.parametrize(("took", "claimed"), [(0.0, 2), (60.0, 1)])
async def test_while_they_are_quick_one_is_claimed_ahead_of_the_cells(
    database: Database, took: float, claimed: int
) -> None:
    queue = LocalQueue(database, 3600, at_once=100, cells=1)
    for _ in range(5):
        await enqueue(database, queue)
    for _ in range(2):
        claim = await queue.claim()
        assert claim is not None
        assert (await queue.depth())["running"] == 1
        claim.began = time.monotonic() - took
        await end(queue, claim)
    assert await queue.depth() == {"running": claimed, "queued": 3 - claimed}


async def test_no_more_is_claimed_than_there_are_cells(database: Database) -> None:
    queue = LocalQueue(database, 3600, at_once=100, cells=1)
    waiting = [asyncio.create_task(queue.claim()) for _ in range(2)]
    for _ in range(3):
        await enqueue(database, queue)
    async with asyncio.timeout(60):
        (done,), (other,) = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        assert await queue.depth() == {"running": 1, "queued": 2}
        claim = done.result()
        assert claim is not None
        queue.let_go(claim)
        assert await other is not None


async def test_the_end_of_a_claim_takes_nothing_once_the_queue_is_closed(
    database: Database,
) -> None:
    queue = LocalQueue(database, 3600, at_once=100)
    for _ in range(2):
        await enqueue(database, queue)
    claim = await queue.claim()
    assert claim is not None
    ending = asyncio.create_task(end(queue, claim))
    await asyncio.sleep(0)
    queue.close()
    assert await ending == 1
    assert await queue.claim() is None
    assert await queue.depth() == {"queued": 1}


async def test_what_arrives_after_closing_stays_queued(database: Database) -> None:
    queue = LocalQueue(database, 3600, at_once=100)
    waiting = asyncio.create_task(queue.claim())
    await asyncio.sleep(0)
    assert queue.idle == 1
    arriving = asyncio.create_task(enqueue(database, queue))
    await asyncio.sleep(0)
    queue.close()
    await arriving
    claim = await waiting
    if claim is not None:  # It was faster than the closing: then it is judged.
        assert claim.id == arriving.result()
        await queue.release(claim, failed=False)
    assert await queue.depth() == {"queued": 1}


async def test_recovery_requeues_what_ran(database: Database) -> None:
    before = LocalQueue(database, 60, at_once=100)
    made = [await enqueue(database, before) for _ in range(2)]
    await before.claim()
    after = LocalQueue(database, 60, at_once=100)
    assert await after.recover() == 2
    assert {await taken(after), await taken(after)} == set(made)
