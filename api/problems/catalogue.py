"""The problems in memory: which are current, their proofs, and what candidates may see of them.

The folder is read at start. What is already proven in this environment, by content hash, is taken
from the database as it is; only the rest goes through the publish gate. Proofs stay packed until
somebody needs them, and a few are kept unpacked.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy import select

from api.errors import Conflict, Gone, NotFound
from api.problems import versions
from api.problems.recent import Recent
from api.problems.versions import Expected, NewVersion, Stored
from api.store.session import Database
from api.store.tables import ProblemVersion
from judge import JudgeError, Published, PublishError, publish
from judge.runner import CellPool
from judge.spec import Issue, Library, Source, SpecError, load_library, parse_problem

log = structlog.get_logger()

UNPACKED = 64
_WITHDRAWN = "This problem was withdrawn. Your attempts and your code are still yours to see."


@dataclass(frozen=True, slots=True)
class Entry:
    """A problem that can be solved now."""

    source: Source
    version: int

    @property
    def id(self) -> str:
        """The problem's id."""
        return self.source.problem.id

    @property
    def sort_key(self) -> tuple[int, str]:
        """The place in the catalogue."""
        return self.source.problem.number, self.source.problem.id


class Catalogue:
    """The current problems of one process."""

    def __init__(self, database: Database, pool: CellPool, share: CellPool) -> None:
        """Start empty; `load` fills it, with all of `pool`. What comes later runs in `share`."""
        self._database = database
        self._pool = pool
        self._share = share
        self._environment = dict(pool.environment)
        self._entries: dict[str, Entry] = {}
        self._unpacked: OrderedDict[tuple[str, int], Published] = OrderedDict()
        self._views: dict[tuple[str, int], dict[str, Any]] = {}
        self._withdrawn: dict[str, Entry] = {}
        self._changing = asyncio.Lock()
        self.proofs, self.drafts = Recent(), Recent()
        """What checks proved, so that publishing need not; what drafts were tried against."""
        self.files: dict[str, str | None] = {}
        """Content hashes of the folder's files when it was read; None for a broken one."""
        self.loaded = False

    def find(self, problem_id: str) -> Entry | None:
        """Return the current problem with this id, or None."""
        return self._entries.get(problem_id)

    def get(self, problem_id: str) -> Entry:
        """Return the current problem with this id. Raises NotFound, and Gone if it is withdrawn."""
        entry = self.find(problem_id)
        if entry is None and problem_id in self._withdrawn:
            raise Gone(_WITHDRAWN)
        if entry is None:
            raise NotFound("There is no such problem.")
        return entry

    def find_any(self, problem_id: str) -> Entry | None:
        """Return a problem, also one that is withdrawn, or None."""
        return self._entries.get(problem_id) or self._withdrawn.get(problem_id)

    def is_withdrawn(self, problem_id: str) -> bool:
        """Tell whether a problem is withdrawn."""
        return problem_id in self._withdrawn

    def entries(self) -> list[Entry]:
        """Return all current problems by number."""
        return sorted(self._entries.values(), key=lambda entry: entry.sort_key)

    def all_entries(self) -> list[Entry]:
        """Return all problems by number, withdrawn ones too."""
        both = [*self._entries.values(), *self._withdrawn.values()]
        return sorted(both, key=lambda entry: entry.sort_key)

    async def get_published(self, problem_id: str, version: int) -> Published:
        """Return the proof of a version, current or not. Raises NotFound."""
        key = problem_id, version
        published = self._unpacked.get(key)
        if published is None:
            query = select(ProblemVersion.published).where(
                ProblemVersion.problem_id == problem_id, ProblemVersion.version == version
            )
            packed = await self._database.read(lambda connection: connection.scalar(query))
            if packed is None:
                raise NotFound("There is no such version.")
            try:
                published = await asyncio.to_thread(Published.from_bytes, packed)
            except JudgeError:
                published = await self._prove_again(problem_id, version)
            self._keep(key, published)
        else:
            self._unpacked.move_to_end(key)
        return published

    async def _prove_again(self, problem_id: str, version: int) -> Published:
        """Replace a proof of another environment, or one that this release cannot read."""
        log.info("proving again", problem=problem_id, version=version)
        text = await versions.read_source(self._database, problem_id, version)
        source = parse_problem(text, f"{problem_id}.yaml", self.sources())
        pool = self._share if self.loaded else self._pool
        published = await asyncio.to_thread(publish, source, pool)
        await versions.prove_again(
            self._database,
            problem_id,
            version,
            self._environment,
            published.to_bytes(),
            count_mutants(published),
        )
        self._keep((problem_id, version), published)
        return published

    async def get_view(self, entry: Entry) -> dict[str, Any]:
        """Return what a candidate may see of a problem. Do not change it."""
        key = entry.id, entry.version
        if key not in self._views:
            self._views[key] = (await self.get_published(*key)).candidate_view()
        return self._views[key]

    def _keep(self, key: tuple[str, int], published: Published) -> None:
        self._unpacked[key] = published
        self._views.pop(key, None)
        while len(self._unpacked) > UNPACKED:
            self._unpacked.popitem(last=False)

    async def load(self, folder: Path) -> None:
        """Bring catalogue and database in step with the folder. Broken files are only logged."""
        async with self._changing:
            library = await asyncio.to_thread(load_library, folder)
            _log_issues(library.issues)
            # A file that is broken just now is not gone: its last good version stays.
            self.files = dict.fromkeys(Path(issue.file).stem for issue in library.issues)
            self.files |= {name: source.content_hash for name, source in library.sources.items()}
            stored = await versions.read_all(self._database)
            for problem_id, row in stored.items():
                if row.folder_hash is not None and problem_id not in self.files:
                    await versions.lose_file(self._database, problem_id)
                    log.info("problem withdrawn: its file is gone", problem=problem_id)
                    stored[problem_id] = replace(row, folder_hash=None, withdrawn=True)
            await self._load_sources(library, stored)
            await self._load_stored(library, stored)
            self.loaded = True
        log.info("problems loaded", problems=len(self._entries), issues=len(library.issues))

    async def _load_sources(self, library: Library, stored: dict[str, Stored]) -> None:
        """Publish the files that are new or have changed since they were last seen."""
        cells = asyncio.Semaphore(self._pool.size)

        async def load_one(source: Source) -> None:
            async with cells:
                try:
                    await self._put(source, self._pool)
                except PublishError as error:
                    _log_issues(error.issues)

        hashes = {row.id: row.folder_hash for row in stored.values()}
        changed = [
            source
            for source in library.sources.values()
            if hashes.get(source.problem.id) != source.content_hash
        ]
        if changed:
            log.info("new or changed files", files=len(changed))
        await asyncio.gather(*map(load_one, changed))

    async def _load_stored(self, library: Library, stored: dict[str, Stored]) -> None:
        """Take what is stored for all that the files have not just changed."""
        for problem_id, row in stored.items():
            if problem_id in self._entries:
                continue
            try:
                await self._take_stored(row, library)
            except (SpecError, PublishError) as error:
                self._entries.pop(problem_id, None)
                _log_issues(error.issues)

    async def _take_stored(self, row: Stored, library: Library) -> None:
        """Take the stored current version, proven again if the environment has changed."""
        source = library.sources.get(row.id)
        if source is None or source.content_hash != row.content_hash:
            text = await versions.read_source(self._database, row.id, row.version)
            source = parse_problem(text, f"{row.id}.yaml", library.sources)
        entry = Entry(source, row.version)
        if row.withdrawn:
            self._withdrawn[row.id] = entry
            return
        self._entries[row.id] = entry
        if row.environment != self._environment:
            await self._prove_again(row.id, row.version)

    async def put(
        self, source: Source, author: str, note: str | None, expected: Expected
    ) -> tuple[Entry, bool]:
        """Publish an admin's problem and make it current; tell whether it has a new version.

        Raises PublishError, CellDied when the sandbox failed, and PreconditionFailed when
        something else is stored than the admin expects.
        """
        async with self._changing:
            entry = self.find_any(source.problem.id)
            expected.check(entry.version if entry else None)
            return await self._put(source, self._share, author, note, expected)

    async def withdraw(self, problem_id: str, who: str) -> None:
        """Offer a problem no longer, until it is restored or its file changes."""
        async with self._changing:
            entry = self.find_any(problem_id)
            if entry is None:
                raise NotFound("There is no such problem.")
            await versions.withdraw(self._database, problem_id, who)
            self._entries.pop(problem_id, None)
            self._withdrawn[problem_id] = entry

    async def restore(self, problem_id: str, who: str) -> None:
        """Offer a withdrawn problem again. Raises NotFound, Conflict, SpecError, PublishError."""
        async with self._changing:
            entry = self.find_any(problem_id)
            if entry is None:
                raise NotFound("There is no such problem.")
            number = entry.source.problem.number
            twin = next((e for e in self.entries() if e.source.problem.number == number), None)
            if twin is not None and twin.id != problem_id:
                raise Conflict(f"Its number {number} is taken by {twin.id} now.")
            await self.get_published(problem_id, entry.version)
            await versions.restore(self._database, problem_id, who)
            self._withdrawn.pop(problem_id, None)
            self._entries[problem_id] = entry

    def sources(self) -> dict[str, Source]:
        """Return the current problems, as those that another one may use."""
        return {entry.id: entry.source for entry in self._entries.values()}

    async def _put(
        self,
        source: Source,
        pool: CellPool,
        author: str | None = None,
        note: str | None = None,
        expected: Expected = Expected(),  # noqa: B008  frozen, so it may be shared
    ) -> tuple[Entry, bool]:
        problem_id = source.problem.id
        known = await versions.find_proven(
            self._database, problem_id, source.content_hash, self._environment
        )
        published = self.proofs.find(source)
        if known is None and published is None:
            log.info("publishing", problem=problem_id)
            published = await asyncio.to_thread(publish, source, pool)
        new = NewVersion(
            problem_id,
            source.content_hash,
            source.text,
            self._environment,
            proof=published.to_bytes() if published else None,
            mutants=count_mutants(published) if published else None,
            author=author,
            note=note,
            expected=expected,
        )
        version, created = await versions.store(self._database, new)
        entry = Entry(source, version)
        if published is not None:
            self._keep((entry.id, version), published)
        self._withdrawn.pop(problem_id, None)
        self._entries[problem_id] = entry
        return entry, created


def count_mutants(published: Published) -> dict[str, int]:
    """Return what became of the reference solution's mutants."""
    found = published.proof.mutation
    return {
        "total": found.total,
        "killed": found.killed,
        "equivalent": found.equivalent,
        "surviving": len(found.survivors),
    }


def _log_issues(issues: Iterable[Issue]) -> None:
    for issue in issues:
        log.warning("problem file", issue=str(issue))
