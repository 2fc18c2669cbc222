"""The life of a claimed submission: judge it, record the outcome, wake who waits.

It may run more than once for the same submission, because a process may die at any line. That is
safe: only the holder of the newest claim can write, and the outcome is written in one transaction.
"""

import asyncio
import threading
import time

import structlog
from sqlalchemy import Connection, bindparam, delete

from api.ids import time_of
from api.judging.events.port import REJUDGES, EventBus
from api.judging.leases import Leases
from api.judging.outcome import Outcome, conduct, count_tests, our_failure
from api.judging.progress import Progress
from api.judging.queue.claims import HELD, Claim, held_by, note_end
from api.judging.queue.port import Queue
from api.metrics import Metrics
from api.problems.catalogue import Catalogue
from api.progress.activity import count_activity
from api.reviews.cards import PROBLEM, due_of, record_review
from api.statistics.counters import Attempt, count_outcome, counts, is_accepted
from api.statistics.journeys import Journeys, advance_journey
from api.store.moments import moment
from api.store.session import AWAY, Database, Result, Work
from api.store.tables import Event, Submission, utc_now
from api.store.upsert import insert_missing
from api.threads import Threads
from api.webhooks.outbox import DELIVERIES, announce_verdict, are_told
from judge.runner import CellPool, stand_back
from judge.verdict import Verdict

log = structlog.get_logger()

FLUSH_SECONDS = 0.05
INSIST_SECONDS = 30.0
"""So long it is tried to record an outcome while the database is away."""
PAUSE_SECONDS = 0.5

# Made once, as in the queue.
_KEEP = HELD.values(lease_until=moment(bindparam("lease")), total=bindparam("of_tests"))
_FORGET_TESTS = delete(Event).where(Event.submission_id == bindparam("of_submission"))
# A guest may have become somebody since it was claimed: the row says whose it is. What hardly ever
# follows is asked for in the same statement.
_RECORD = HELD.returning(
    Submission.user_id,
    due_of(Submission.user_id, Submission.problem_id).label("review_due"),
    are_told(Submission.user_id).label("told"),
)


class Pipeline:
    """Judges claims, `cells` of them at once."""

    def __init__(
        self,
        database: Database,
        catalogue: Catalogue,
        pool: CellPool,
        share: CellPool,
        queue: Queue,
        leases: Leases,
        bus: EventBus,
        metrics: Metrics,
        journeys: Journeys,
        *,
        cells: int,
        max_attempts: int,
    ) -> None:
        """Use these parts; none of them is started or closed here. Rejudges run in `share`."""
        self._database = database
        self._catalogue = catalogue
        self._pool = pool
        self._share = share
        self._queue = queue
        self._leases = leases
        self._bus = bus
        self._metrics = metrics
        self._journeys = journeys
        self._max_attempts = max_attempts
        self._threads = Threads(cells, "judge", stand_back)
        self._abandoned = False

    async def process(self, claim: Claim) -> None:
        """Take a claim to its end: an outcome recorded, or the submission queued again."""
        self._leases.hold(claim)
        try:
            await self._process(claim)
        finally:
            self._leases.drop(claim)
            self._queue.let_go(claim)

    async def _process(self, claim: Claim) -> None:
        self._bus.publish(claim.id)
        outcome = None
        progress = Progress(claim)
        if claim.failures < self._max_attempts:
            try:
                outcome = await self._judge(claim, progress)
                if outcome is None:
                    await self._queue.release(claim, failed=False)
                    return
            except Exception:  # Whatever broke, the submission must not be lost.
                log.exception("judging failed", submission=claim.id, attempt=claim.attempt)
        if outcome is not None and outcome["verdict"] != Verdict.JUDGE_ERROR:
            await self._record(claim, outcome, progress)
        elif claim.failures + 1 < self._max_attempts:
            self._metrics.failures.inc()
            await self._queue.release(claim, failed=True)
        else:
            self._metrics.failures.inc()
            log.error("gave up judging", submission=claim.id, attempt=claim.attempt)
            await self._record(claim, outcome or our_failure(), progress)

    async def _judge(self, claim: Claim, progress: Progress) -> Outcome | None:
        """Run the judge in a thread and save the tests as they come.

        None when told to stop: all work is to end, or the claim was lost (its owner has cancelled
        it, or another worker has it).
        """
        published = await self._catalogue.get_published(
            claim.problem_id, claim.version, whole=claim.mode != "run"
        )
        progress.total = count_tests(claim, published)
        pool = self._share if claim.mode == "rejudge" else self._pool
        cancel = threading.Event()

        def work() -> Outcome:
            claim.began = time.monotonic()
            if claim.attempt == 1:
                waited = (utc_now() - time_of(claim.id)).total_seconds()
                self._metrics.waited.labels(claim.mode).observe(max(waited, 0.0))
            outcome = conduct(claim, published, pool, progress.add, cancel)
            elapsed = time.monotonic() - claim.began
            self._metrics.judge_seconds.labels(claim.mode).observe(elapsed)
            return outcome

        judging = self._threads.carry_out(work)
        while not (await asyncio.wait({judging}, timeout=FLUSH_SECONDS))[0]:
            if self._abandoned or not await self._save_progress(claim, progress):
                cancel.set()
                judging.cancel()  # If it waits for a cell, it does not begin.
                return None
        return judging.result()

    async def _save_progress(self, claim: Claim, progress: Progress) -> bool:
        """Store the tests judged since the last call; False: the claim is lost."""
        rows = progress.unsaved()
        if not rows:
            return not self._leases.is_lost(claim)
        values = {"lease": self._queue.lease_seconds, "of_tests": progress.total}

        def save(connection: Connection) -> bool:
            held = connection.execute(_KEEP, held_by(claim) | values).rowcount > 0
            if held:
                insert_missing(connection, Event, rows)
            return held

        try:
            held = await self._database.write(save)
        except AWAY as error:  # Judging goes on; they are stored when it is back.
            log.warning("tests were not stored yet", submission=claim.id, error=str(error))
            await asyncio.sleep(PAUSE_SECONDS)
            return True
        if held:
            progress.note_stored(len(rows))
            self._bus.publish(claim.id)
        return held

    async def _record(self, claim: Claim, outcome: Outcome, progress: Progress) -> None:
        """Write the outcome and all that follows from it in one transaction, then tell."""
        now = utc_now()
        values = {
            **held_by(claim),
            "status": "done",
            "lease_until": None,
            "finished_at": now,
            **outcome,
        }
        counted = claim.mode == "submit" and counts(outcome)
        accepted = is_accepted(outcome)

        def write(connection: Connection) -> tuple[str, bool] | None:
            """Return whose it is and whether they are to be told; None if the claim was lost."""
            row = connection.execute(_RECORD, values).one_or_none()
            if row is None:
                return None
            owner: str = row.user_id
            person = owner, claim.problem_id
            if counted:
                attempt = Attempt(claim.id, *person, claim.version)
                count_outcome(connection, attempt, outcome)
                count_activity(connection, owner, attempts=1, right=int(accepted))
                if accepted and (row.review_due is None or row.review_due <= now):
                    record_review(connection, *person, PROBLEM, True, now)
                if not self._journeys.has_solved(*person):
                    advance_journey(connection, attempt, accepted)
            note_end(connection, claim)
            if progress.stored or claim.attempt > 1:
                connection.execute(_FORGET_TESTS, {"of_submission": claim.id})
            tell = row.told and claim.mode == "submit"
            return owner, tell and announce_verdict(connection, owner, claim.id)

        recorded = await self._insist(write)
        if recorded is None:
            log.warning("claim lost", submission=claim.id, attempt=claim.attempt)
            return
        owner, announced = recorded
        if counted and accepted:
            self._journeys.remember(owner, claim.problem_id, solved=True)
        self._bus.publish(claim.id, finished=True)
        if announced:
            self._bus.publish(DELIVERIES)
        if claim.mode == "rejudge":
            self._bus.publish(REJUDGES)
        self._metrics.submissions.labels(claim.mode, outcome["verdict"]).inc()

    async def _insist(self, work: Work[Result]) -> Result:
        """End a claim; it is fenced, so it may be tried again until the database is back."""
        deadline = time.monotonic() + INSIST_SECONDS
        while True:
            try:
                return await self._queue.end(work)
            except AWAY as error:
                if time.monotonic() > deadline:
                    raise
                log.warning("the database is away, trying again", error=str(error))
                await asyncio.sleep(PAUSE_SECONDS)

    def abandon(self) -> None:
        """Give up what is being judged: within a moment each claim is queued again."""
        self._abandoned = True

    def close(self) -> None:
        """Take no more work. Threads that still judge end with their cells."""
        self._threads.close()
