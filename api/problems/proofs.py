"""The proofs of the documents in memory: kept packed, made again, and made whole.

A proof is stored with its version, under the environment that it was made in. It stays packed until
somebody needs it, and a few are kept unpacked. What a first start has only begun to prove is made
whole beside what candidates do; what another environment has proved is proved anew.
"""

import asyncio
import random
import threading
from collections.abc import Iterable
from typing import Any

import structlog
from sqlalchemy import select

from api.errors import NotFound
from api.judging.events.port import CATALOGUE, EventBus
from api.problems import versions
from api.problems.entries import AnyEntry, Entry, Proven, begin_proof, prove_document
from api.problems.shelf import Shelf
from api.problems.unpacked import Unpacked, unpack
from api.problems.versions import Stored
from api.store.session import ANY, Database
from api.store.tables import ProblemVersion
from judge import JudgeError, Published, PublishError
from judge.runner import Cancelled, CellDied, CellPool, PoolShare
from judge.spec import Issue, SpecError, parse_document

log = structlog.get_logger()

BEGUN = {"proof": "begun"}
"""Marks an environment in which a proof is not whole yet."""
RETRY_SECONDS = 5.0
"""What cannot be stored is tried again after so long."""


class ProvenShelf(Shelf):
    """The documents in memory, each with its proof."""

    def __init__(self, database: Database, pool: CellPool, share: PoolShare, bus: EventBus) -> None:
        """Start empty. Until it is `loaded` all of `pool` proves; what comes later, `share`."""
        super().__init__()
        self._database = database
        self._bus = bus
        self._pool = pool
        self._share = share
        self._unpacked = Unpacked()
        self._changing = asyncio.Lock()
        self.loaded = False
        self._stopping = threading.Event()
        self.unfinished: list[str] = []
        """Ids of documents whose proofs are not whole yet."""

    @property
    def _environment(self) -> dict[str, Any]:
        return dict(self._pool.environment)

    async def get_published(
        self, problem_id: str, version: int, *, whole: bool = False
    ) -> Published:
        """Return the proof of a version, current or not. Raises NotFound.

        If it has to be `whole` and is not yet, it is made so first, before all others.
        """
        while whole and problem_id in self.unfinished:
            await self._finish_next(problem_id)
        published = self._unpacked.find(problem_id, version)
        if published is not None:
            return published
        query = select(ProblemVersion.published).where(
            ProblemVersion.problem_id == problem_id, ProblemVersion.version == version
        )
        packed = await self._database.read(lambda connection: connection.scalar(query))
        if packed is None:
            raise NotFound("There is no such version.")
        try:
            published = await asyncio.to_thread(unpack, packed)
        except JudgeError:
            published = await self._prove_again(problem_id, version)
            if published is None:
                raise NotFound("There is no such problem.") from None
        self._unpacked.keep(problem_id, version, published)
        return published

    async def _prove_again(
        self, problem_id: str, version: int, pool: CellPool | None = None
    ) -> Published | None:
        """Replace a proof of another environment, or one that this release cannot read."""
        log.info("proving", problem=problem_id, version=version)
        text = await versions.read_source(self._database, problem_id, version)
        source = parse_document(text, f"{problem_id}.yaml", self.known(), lenient=True)
        prove = prove_document if self.loaded else begin_proof
        if pool is None:
            pool = self._share if self.loaded else self._pool
        proven = await asyncio.to_thread(prove, source, pool)
        await versions.prove_again(
            self._database,
            problem_id,
            version,
            self._environment_of(proven),
            proven.to_bytes(),
            proven.mutants,
        )
        if proven.published is not None:
            self._unpacked.keep(problem_id, version, proven.published)
        return proven.published

    def _environment_of(self, proven: Proven) -> dict[str, Any]:
        return self._environment if proven.whole else self._environment | BEGUN

    async def get_view(self, entry: Entry) -> dict[str, Any]:
        """Return what a candidate may see of a problem. Do not change it."""
        view = self._unpacked.find_view(entry.id, entry.version)
        if view is None:
            published = await self.get_published(entry.id, entry.version)
            view = self._unpacked.make_view(entry.id, entry.version, published)
        return view

    def _note_unfinished(self, stored: dict[str, Stored]) -> None:
        before = set(self.unfinished)
        self.unfinished = [
            row.id
            for row in stored.values()
            if row.id in self._entries and row.environment.get("proof") == BEGUN["proof"]
        ]
        for document_id in before - set(self.unfinished):
            self._unpacked.forget(document_id)

    async def finish_proofs(self) -> None:
        """Make every proof whole, one after another, beside what candidates do.

        Whatever does not pass is no longer offered, which the log says with the reasons. What
        cannot be stored is tried again until it can be. Cancel it to stop; the rest is done after
        the next start.
        """
        try:
            while self.unfinished:
                try:
                    await self._finish_next(self._choose_unfinished())
                except ANY as error:
                    log.error(
                        "a proof cannot be stored, trying again: see that the database takes writes"
                        " and its disk has room",
                        error=str(getattr(error, "orig", error)),
                        pause_seconds=RETRY_SECONDS,
                    )
                    await asyncio.sleep(RETRY_SECONDS)
        except asyncio.CancelledError:
            self._stopping.set()
            raise

    def _choose_unfinished(self) -> str:
        """Choose by chance where others prove too, so that hardly any proof is made twice."""
        if self._database.shared:
            return random.choice(self.unfinished)
        return self.unfinished[0]

    async def _finish_next(self, document_id: str) -> None:
        async with self._changing:
            if document_id not in self.unfinished:
                return
            entry = self._entries.get(document_id)
            if entry is not None and await self._is_whole(entry):
                self._unpacked.forget(document_id)
            elif entry is not None:
                await self._finish(entry)
            self.unfinished.remove(document_id)
        self._bus.publish(CATALOGUE)

    async def _is_whole(self, entry: AnyEntry) -> bool:
        """Whether another process has made the proof whole meanwhile."""
        stored = await versions.find(self._database, entry.id)
        return stored is not None and stored.environment == self._environment

    async def _finish(self, entry: AnyEntry) -> None:
        try:
            await self._prove_again(entry.id, entry.version, self._share.until(self._stopping))
        except (SpecError, PublishError) as error:
            self._entries.pop(entry.id, None)
            log_issues(error.issues)
        except (CellDied, Cancelled) as error:
            log.warning("a proof was not finished", problem=entry.id, error=str(error))


def log_issues(issues: Iterable[Issue]) -> None:
    """Log each fault of a problem file."""
    for issue in issues:
        log.warning("problem file", issue=str(issue))
