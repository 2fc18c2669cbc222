"""Which documents are current: read from the folder, published, withdrawn, taken from others.

The folder is read at start. What is already proven in this environment, by content hash, is taken
from the database as it is; only the rest goes through the publish gate, and at first only as far as
serving takes: `finish_proofs` (`proofs.py`) does the rest while the service serves.
"""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import structlog

from api.errors import ApiError, Conflict, NotFound
from api.judging.events.port import CATALOGUE, EventBus
from api.problems import versions
from api.problems.entries import AnyEntry, Entry, Proven, begin_proof, make_entry, prove_document
from api.problems.proofs import BEGUN, ProvenShelf, log_issues
from api.problems.recent import Recent
from api.problems.versions import Expected, NewVersion, Stored
from api.store.session import ANY, Database
from judge import JudgeError, Published, PublishError
from judge.runner import CellPool, PoolShare
from judge.spec import (
    AnyDocument,
    Library,
    Source,
    SourceFile,
    SpecError,
    link,
    load_library,
    parse,
)

log = structlog.get_logger()

REFRESH_SECONDS = 20.0
"""What other processes publish is seen after so long at the latest."""


class Catalogue(ProvenShelf):
    """The current problems of one process."""

    def __init__(self, database: Database, pool: CellPool, share: PoolShare, bus: EventBus) -> None:
        """Start empty; `load` fills it, with all of `pool`. What comes later runs in `share`."""
        super().__init__(database, pool, share, bus)
        self.proofs: Recent[Proven] = Recent()
        """What checks proved, so that publishing need not."""
        self.drafts: Recent[Published] = Recent()
        """What solutions were tried against."""
        self.files: dict[str, str | None] = {}
        """Content hashes of the folder's files when it was read; None for a broken one."""

    async def load(self, folder: Path) -> None:
        """Bring catalogue and database in step with the folder. Broken files are only logged."""
        async with self._changing, self._database.alone("load the folder"):
            library = await asyncio.to_thread(load_library, folder)
            log_issues(library.issues)
            # A file that is broken just now is not gone: its last good version stays.
            self.files = dict.fromkeys(Path(issue.file).stem for issue in library.issues)
            self.files |= {file.document.id: file.content_hash for file in library.files}
            stored = await versions.read_all(self._database)
            for problem_id, row in stored.items():
                if row.folder_hash is not None and problem_id not in self.files:
                    await versions.lose_file(self._database, problem_id)
                    log.info("problem withdrawn: its file is gone", problem=problem_id)
                    stored[problem_id] = replace(row, folder_hash=None, withdrawn=True)
            await self._load_sources(library, stored)
            await self._load_stored(library, stored)
            self.loaded = True
            self._note_unfinished(await versions.read_all(self._database))
        self._bus.publish(CATALOGUE)
        log.info("documents loaded", documents=len(self._entries), issues=len(library.issues))

    async def refresh(self) -> None:
        """Take over what other processes have published, withdrawn or proved."""
        async with self._changing:
            stored = await versions.read_all(self._database)
            changed = [row for row in stored.values() if not self._is_known(row)]
            if changed:
                log.info("documents from the database", documents=len(changed))
            texts = {
                row.id: parse(
                    await versions.read_source(self._database, row.id, row.version),
                    f"{row.id}.yaml",
                )
                for row in changed
            }
            known = {entry.id: entry.source for entry in self._entries.values()} | texts
            problems = {name: s for name, s in known.items() if isinstance(s, Source)}
            for row in changed:
                source = texts[row.id]
                try:
                    linked = link(source, problems) if isinstance(source, Source) else source
                except SpecError as error:
                    log_issues(error.issues)
                    continue
                self._entries.pop(row.id, None)
                self._withdrawn.pop(row.id, None)
                entries = self._withdrawn if row.withdrawn else self._entries
                entries[row.id] = make_entry(linked, row.version)
            self.loaded = self.loaded or bool(stored)
            self._note_unfinished(stored)

    def _is_known(self, row: Stored) -> bool:
        entry = (self._withdrawn if row.withdrawn else self._entries).get(row.id)
        return entry is not None and entry.version == row.version

    async def follow(self) -> None:
        """Keep up with other processes. Cancel it to stop."""
        with self._bus.listen(CATALOGUE) as listener:
            while True:
                await listener.wait_change(REFRESH_SECONDS)
                try:
                    await self.refresh()
                except (*ANY, JudgeError, ApiError) as error:
                    log.warning("the catalogue was not refreshed", error=str(error))

    async def _load_sources(self, library: Library, stored: dict[str, Stored]) -> None:
        """Publish the files that are new or have changed since they were last seen."""
        cells = asyncio.Semaphore(self._pool.size)

        async def load_one(source: SourceFile[AnyDocument]) -> None:
            async with cells:
                try:
                    await self._put(source, self._pool, begin_proof)
                except PublishError as error:
                    log_issues(error.issues)

        hashes = {row.id: row.folder_hash for row in stored.values()}
        changed = [
            source
            for source in library.files
            if hashes.get(source.document.id) != source.content_hash
        ]
        if changed:
            log.info("new or changed files", files=len(changed))
        await asyncio.gather(*map(load_one, changed))

    async def _load_stored(self, library: Library, stored: dict[str, Stored]) -> None:
        """Take what is stored for all that the files have not just changed."""
        files = {file.document.id: file for file in library.files}
        for problem_id, row in stored.items():
            if problem_id in self._entries:
                continue
            try:
                await self._take_stored(row, files)
            except (SpecError, PublishError) as error:
                self._entries.pop(problem_id, None)
                log_issues(error.issues)

    async def _take_stored(self, row: Stored, files: dict[str, SourceFile[AnyDocument]]) -> None:
        """Take the stored current version, proven again if the environment has changed."""
        source = files.get(row.id)
        if source is None or source.content_hash != row.content_hash:
            text = await versions.read_source(self._database, row.id, row.version)
            source = parse(text, f"{row.id}.yaml")
            if isinstance(source, Source):
                problems = (s for s in files.values() if isinstance(s, Source))
                source = link(source, {s.problem.id: s for s in problems})
        entry = make_entry(source, row.version)
        if row.withdrawn:
            self._withdrawn[row.id] = entry
            return
        self._entries[row.id] = entry
        if row.environment not in (self._environment, self._environment | BEGUN):
            await self._prove_again(row.id, row.version)

    async def put(
        self,
        source: SourceFile[AnyDocument],
        author: str,
        note: str | None,
        expected: Expected,
    ) -> tuple[AnyEntry, bool]:
        """Publish an admin's document and make it current; tell whether it has a new version.

        Raises PublishError, CellDied when the sandbox failed, and PreconditionFailed when
        something else is stored than the admin expects.
        """
        async with self._changing:
            entry = self.find_any(source.document.id)
            expected.check(entry.version if entry else None)
            put = await self._put(source, self._share, prove_document, author, note, expected)
        self._bus.publish(CATALOGUE)
        return put

    async def withdraw(self, problem_id: str, who: str) -> None:
        """Offer a problem no longer, until it is restored or its file changes."""
        async with self._changing:
            entry = self.find_any(problem_id)
            if entry is None:
                raise NotFound("There is no such problem.")
            await versions.withdraw(self._database, problem_id, who)
            self._entries.pop(problem_id, None)
            self._withdrawn[problem_id] = entry
        self._bus.publish(CATALOGUE)

    async def restore(self, problem_id: str, who: str) -> None:
        """Offer a withdrawn problem again. Raises NotFound, Conflict, SpecError, PublishError."""
        async with self._changing:
            entry = self.find_any(problem_id)
            if entry is None:
                raise NotFound("There is no such problem.")
            twin = self.find_twin(entry.source)
            if twin is not None:
                raise Conflict(f"Its number {entry.document.number} is taken by {twin.id} now.")
            if isinstance(entry, Entry):
                await self.get_published(problem_id, entry.version)
            await versions.restore(self._database, problem_id, who)
            self._withdrawn.pop(problem_id, None)
            self._entries[problem_id] = entry
        self._bus.publish(CATALOGUE)

    async def _put(
        self,
        source: SourceFile[AnyDocument],
        pool: CellPool,
        prove: Callable[[SourceFile[AnyDocument], CellPool], Proven],
        author: str | None = None,
        note: str | None = None,
        expected: Expected = Expected(),  # noqa: B008  frozen, so it may be shared
    ) -> tuple[AnyEntry, bool]:
        document = source.document
        known = await versions.find_proven(
            self._database, document.id, source.content_hash, self._environment
        )
        proven = self.proofs.find(source)
        if known is None and proven is None:
            log.info("publishing", problem=document.id)
            proven = await asyncio.to_thread(prove, source, pool)
        new = NewVersion(
            document.id,
            document.kind,
            source.content_hash,
            source.text,
            self._environment_of(proven) if proven else self._environment,
            proof=proven.to_bytes() if proven else None,
            mutants=proven.mutants if proven else None,
            author=author,
            note=note,
            expected=expected,
        )
        version, created = await versions.store(self._database, new)
        entry = make_entry(source, version)
        if proven is not None and proven.published is not None:
            self._unpacked.keep(entry.id, version, proven.published)
        self._withdrawn.pop(document.id, None)
        self._entries[document.id] = entry
        if document.id in self.unfinished and (proven is None or proven.whole):
            self.unfinished.remove(document.id)
        return entry, created
