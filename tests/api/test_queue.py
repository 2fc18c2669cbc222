"""The queue's promises, of either adapter: order, fences, leases, and an end to failing."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from datetime import timedelta

import pytest
from sqlalchemy import Connection, insert, text, update

from api.accounts.service import register
from api.ids import is_id, new_id
from api.judging.queue.claims import HELD, Claim, held_by
from api.judging.queue.local import LocalQueue
from api.judging.queue.pgqueuer import PgQueuerQueue
from api.judging.queue.port import Queue
from api.store.migrations import migrate
from api.store.session import Database
from api.store.tables import ProblemRow, Submission, utc_now
from tests.api.support import PASSWORD

pytestmark = pytest.mark.anyio

WAIT_SECONDS = 60
NewQueue = Callable[..., Queue]


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """An empty database of either kind with one user and one problem."""
    database = Database(database_url)
    await migrate(database)
    await register(database, "ada", PASSWORD)
    problem = insert(ProblemRow).values(id="p", current_version=1)
    await database.write(lambda c: c.execute(problem))
    yield database
    await database.close()


@pytest.fixture
async def new_queue(database: Database, database_url: str) -> AsyncIterator[NewQueue]:
    """Makes queues as other processes would."""
    async with AsyncExitStack() as stack:

        def make(lease_seconds: float = 60, at_once: int = 100, rejudges: int = 1) -> Queue:
            if not database.shared:
                return LocalQueue(database, lease_seconds, rejudges, at_once)
            queue = PgQueuerQueue(database, database_url, lease_seconds, rejudges + 1, at_once)
            queue.start()
            stack.push_async_callback(queue.stop)
            return queue

        yield make


@pytest.fixture
async def people(database: Database) -> dict[str, str]:
    """The ids of more users, by name."""
    return {name: (await register(database, name, PASSWORD)).id for name in ("bob", "cleo")}


async def put(queue: Queue, user_id: str, mode: str = "submit") -> str:
    """Store a queued submission and tell the queue."""
    submission_id = new_id()
    row = {"id": submission_id, "user_id": user_id, "problem_id": "p", "version": 1}
    row |= {"mode": mode, "code": "x = 1", "status": "queued", "created_at": utc_now()}
    await queue.put([row])
    return submission_id


async def claim_from(queue: Queue) -> Claim:
    """The next claim."""
    async with asyncio.timeout(WAIT_SECONDS):
        claim = await queue.claim()
    assert claim is not None
    return claim


async def taken(queue: Queue) -> str:
    """The id of the next claim."""
    return (await claim_from(queue)).id


async def finish(queue: Queue, claim: Claim) -> int:
    """Write as a claim's holder that the submission is done; return how many rows that changed."""
    done = {**held_by(claim), "status": "done"}
    count = await queue.end(lambda connection: connection.execute(HELD, done).rowcount)
    queue.let_go(claim)
    return count


async def test_ids_sort_by_time_and_are_not_guessable() -> None:
    ids = []
    for _ in range(5):
        ids.append(new_id())
        await asyncio.sleep(0.002)  # The clock of ids has steps of a millisecond.
    assert ids == sorted(ids)
    assert all(is_id(made) and made[14] == "7" and made[19] in "89ab" for made in ids)
    assert len({new_id()[-12:] for _ in range(1000)}) == 1000


async def test_runs_come_first_and_then_the_oldest(
    new_queue: NewQueue, people: dict[str, str]
) -> None:
    queue = new_queue()
    modes = ("submit", "rejudge", "submit", "run", "run")
    ids = [await put(queue, people["bob"], mode) for mode in modes]
    order = [ids[3], ids[4], ids[0], ids[2], ids[1]]
    assert [await taken(queue) for _ in range(5)] == order


async def test_each_submission_is_claimed_once(new_queue: NewQueue, people: dict[str, str]) -> None:
    one, other = new_queue(), new_queue()
    ids = {await put(one, people["bob"]) for _ in range(20)}
    claims = await asyncio.gather(*(taken(queue) for queue in (one, other) for _ in range(10)))
    assert len(claims) == 20
    assert set(claims) == ids


async def test_a_waiting_claim_is_woken(new_queue: NewQueue, people: dict[str, str]) -> None:
    queue = new_queue(lease_seconds=3600)
    claim = asyncio.create_task(taken(queue))
    await asyncio.sleep(0)
    made = await put(queue, people["bob"])
    assert await claim == made


async def test_a_batch_is_claimed_whole(new_queue: NewQueue, people: dict[str, str]) -> None:
    queue = new_queue(lease_seconds=3600)
    claims = [asyncio.create_task(taken(queue)) for _ in range(3)]
    row = {"user_id": people["bob"], "problem_id": "p", "version": 1, "mode": "submit"}
    row |= {"code": "x = 1", "status": "queued", "created_at": utc_now()}
    rows = [{"id": new_id(), **row} for _ in range(3)]
    await queue.put(rows)
    assert set(await asyncio.gather(*claims)) == {row["id"] for row in rows}


async def test_what_is_rolled_back_is_not_judged(
    database: Database, new_queue: NewQueue, people: dict[str, str]
) -> None:
    queue = new_queue()
    row = {"id": new_id(), "user_id": people["bob"], "problem_id": "p", "version": 1}
    row |= {"mode": "submit", "code": "", "status": "queued", "created_at": utc_now()}

    def fail(connection: object) -> None:
        raise LookupError

    with pytest.raises(LookupError):
        await queue.put([row], fail)
    made = await put(queue, people["bob"])
    assert await taken(queue) == made
    assert await queue.depth() == {"running": 1}


async def test_closing_ends_all_waits(new_queue: NewQueue) -> None:
    queue = new_queue(lease_seconds=3600)
    claims = [asyncio.create_task(queue.claim()) for _ in range(3)]
    await asyncio.sleep(0)
    queue.close()
    async with asyncio.timeout(WAIT_SECONDS):
        assert await asyncio.gather(*claims) == [None, None, None]


async def test_an_expired_lease_is_a_failure_and_fences_its_holder(
    database: Database, new_queue: NewQueue, people: dict[str, str]
) -> None:
    queue = new_queue(lease_seconds=2)
    await put(queue, people["bob"])
    first = await claim_from(queue)
    assert await queue.renew([first]) == {first.id}
    expire = update(Submission).values(lease_until=utc_now() - timedelta(seconds=1))
    await database.write(lambda c: c.execute(expire))
    queue = new_queue(lease_seconds=2)
    if isinstance(queue, PgQueuerQueue):
        assert [await queue.sweep(), await queue.sweep()] == [1, 0]
    second = await claim_from(queue)
    assert (second.id, second.attempt, second.failures) == (first.id, 2, 1)
    assert await queue.renew([first]) == set()
    assert await finish(queue, first) == 0
    assert await finish(queue, second) == 1


async def test_giving_back_counts_failures_only(
    new_queue: NewQueue, people: dict[str, str]
) -> None:
    queue = new_queue()
    await put(queue, people["bob"])
    for failed, failures in ((False, 0), (True, 0), (True, 1), (False, 2)):
        claim = await claim_from(queue)
        assert claim.failures == failures
        await queue.release(claim, failed=failed)
        queue.let_go(claim)
    assert await queue.depth() == {"queued": 1}


async def test_who_comes_late_need_not_wait_for_all_of_one_other(
    new_queue: NewQueue, people: dict[str, str]
) -> None:
    queue = new_queue()
    flood = [await put(queue, people["bob"]) for _ in range(20)]
    assert [await taken(queue) for _ in range(5)] == flood[:5]
    late = [await put(queue, people["cleo"]) for _ in range(2)]
    # Turn about: 4 is the number being judged, which the late one's first shares.
    assert [await taken(queue) for _ in range(4)] == [late[0], flood[5], late[1], flood[6]]


async def test_turns_outlive_the_process(new_queue: NewQueue, people: dict[str, str]) -> None:
    before = new_queue()
    flood = [await put(before, people["bob"]) for _ in range(3)]
    queue = new_queue()
    more = await put(queue, people["bob"])
    late = await put(queue, people["cleo"])
    assert [await taken(queue) for _ in range(3)] == [flood[0], late, flood[1]]
    assert [await taken(queue) for _ in range(2)] == [flood[2], more]


async def test_parallel_posts_of_one_person_share_no_turn(
    database: Database, new_queue: NewQueue, people: dict[str, str]
) -> None:
    queue, other = new_queue(), new_queue()
    await asyncio.gather(*(put(queue, people["bob"]) for _ in range(10)),
                         *(put(other, people["bob"]) for _ in range(10)))  # fmt: skip
    late = await put(queue, people["cleo"])
    first_two = {await taken(queue), await taken(queue)}
    assert late in first_two


async def test_two_at_a_time_of_one_person(
    database: Database, new_queue: NewQueue, people: dict[str, str]
) -> None:
    queue, second_process = new_queue(at_once=2), new_queue(at_once=2)
    for _ in range(4):
        await put(queue, people["bob"])
    first = await claim_from(queue)
    await claim_from(second_process)
    waiting = asyncio.create_task(claim_from(queue))
    await asyncio.sleep(0.05)
    assert not waiting.done()
    other = await put(queue, people["cleo"])
    third = await waiting
    assert third.id == other
    await finish(queue, first)
    fourth = await claim_from(queue)
    assert fourth.user_id == people["bob"]


async def test_a_run_of_whom_enough_is_judged_waits_too(
    new_queue: NewQueue, people: dict[str, str]
) -> None:
    queue = new_queue(at_once=1)
    await put(queue, people["bob"])
    await claim_from(queue)
    await put(queue, people["bob"], "run")
    other = await put(queue, people["cleo"])
    assert await taken(queue) == other


async def test_who_was_slow_has_one_at_a_time(
    database: Database, new_queue: NewQueue, people: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    queue = new_queue(at_once=2)
    for _ in range(4):
        await put(queue, people["bob"])
    slow = await claim_from(queue)
    slow.began = time.monotonic()
    monkeypatch.setattr("api.judging.queue.turns.SLOW_SECONDS", -1.0)
    await queue.release(slow, failed=False)
    queue.let_go(slow)
    monkeypatch.undo()
    await claim_from(queue)
    waiting = asyncio.create_task(claim_from(queue))
    await asyncio.sleep(0.05)
    assert not waiting.done()
    other = await put(queue, people["cleo"])
    assert (await waiting).id == other


async def test_a_cell_is_kept_free_of_rejudges(
    database: Database, new_queue: NewQueue, people: dict[str, str]
) -> None:
    queue = new_queue(rejudges=1)
    for _ in range(2):
        await put(queue, people["bob"], "rejudge")
    first = await claim_from(queue)
    other = asyncio.create_task(claim_from(queue))
    await asyncio.sleep(0.05)
    assert not other.done()
    made = await put(queue, people["cleo"])
    assert (await other).id == made
    await finish(queue, first)
    assert (await claim_from(queue)).mode == "rejudge"


@pytest.mark.postgres
async def test_the_log_of_jobs_is_kept_for_an_hour(new_database: Callable[[], str]) -> None:
    url = new_database()
    database = Database(url)
    await migrate(database)
    user = (await register(database, "ada", PASSWORD)).id
    await database.write(lambda c: c.execute(insert(ProblemRow).values(id="p", current_version=1)))
    queue = PgQueuerQueue(database, url, 60, 1)
    queue.start()

    def count(connection: Connection) -> int:
        return connection.scalar(text("SELECT count(*) FROM jobs.pgqueuer_log")) or 0

    await put(queue, user)
    claim = await claim_from(queue)
    await finish(queue, claim)
    await queue.stop()
    logged = await database.read(count)
    assert logged > 0
    await queue.forget()
    assert await database.read(count) == logged
    old = text("UPDATE jobs.pgqueuer_log SET created = created - interval '61 minutes'")
    await database.write(lambda connection: connection.execute(old))
    await queue.forget()
    assert await database.read(count) == 0
    await database.close()
