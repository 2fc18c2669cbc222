"""The problems in memory: which are current, their proofs, and what candidates may see of them.

The folder is read at start. What is already proven in this environment, by content hash, is taken
from the database as it is; only the rest goes through the publish gate. Proofs stay packed until
somebody needs them, and a few are kept unpacked.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy import select

from api.errors import NotFound
from api.problems import versions
from api.problems.versions import Stored
from api.store.session import Database
from api.store.tables import ProblemVersion
from judge import JudgeError, Published, PublishError, publish
from judge.runner import CellPool
from judge.spec import Issue, Library, Source, SpecError, load_library, parse_problem

log = structlog.get_logger()

UNPACKED = 64


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

    def __init__(self, database: Database, pool: CellPool) -> None:
        """Start empty; `load` fills it."""
        self._database = database
        self._pool = pool
        self._environment = dict(pool.environment)
        self._entries: dict[str, Entry] = {}
        self._unpacked: OrderedDict[tuple[str, int], Published] = OrderedDict()
        self._views: dict[tuple[str, int], dict[str, Any]] = {}
        self._changing = asyncio.Lock()
        self.loaded = False

    def find(self, problem_id: str) -> Entry | None:
        """Return the current problem with this id, or None."""
        return self._entries.get(problem_id)

    def get(self, problem_id: str) -> Entry:
        """Return the current problem with this id. Raises NotFound."""
        entry = self.find(problem_id)
        if entry is None:
            raise NotFound("There is no such problem.")
        return entry

    def entries(self) -> list[Entry]:
        """Return all current problems by number."""
        return sorted(self._entries.values(), key=lambda entry: entry.sort_key)

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
        published = await asyncio.to_thread(publish, source, self._pool)
        await versions.prove_again(
            self._database, problem_id, version, self._environment, published.to_bytes()
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
            stored = await versions.read_all(self._database)
            await self._withdraw_missing(library, stored)
            await self._load_sources(library, stored)
            await self._load_own(library, stored)
            self.loaded = True
        log.info("problems loaded", problems=len(self._entries), issues=len(library.issues))

    async def _withdraw_missing(self, library: Library, stored: dict[str, Stored]) -> None:
        # A file that is broken just now is not gone: its last good version stays.
        broken = {Path(issue.file).stem for issue in library.issues}
        for problem_id, row in stored.items():
            gone = problem_id not in library.sources and problem_id not in broken
            if gone and row.folder_hash is not None and not row.withdrawn:
                await versions.withdraw(self._database, problem_id)
                log.info("problem withdrawn", problem=problem_id)
            if problem_id not in library.sources and not gone:
                await self._keep_current(problem_id, row, library)

    async def _load_sources(self, library: Library, stored: dict[str, Stored]) -> None:
        total = len(library.sources)
        cells = asyncio.Semaphore(self._pool.size)

        async def load_one(number: int, source: Source) -> None:
            problem_id = source.problem.id
            row = stored.get(problem_id)
            if row and row.folder_hash == source.content_hash and not row.withdrawn:
                await self._keep_current(problem_id, row, library)
                return
            async with cells:
                log.info("publishing", problem=problem_id, number=number, total=total)
                try:
                    await self._put(source, from_folder=True)
                except PublishError as error:
                    _log_issues(error.issues)
                    if row:
                        await self._keep_current(problem_id, row, library)

        await asyncio.gather(
            *(load_one(i, source) for i, source in enumerate(library.sources.values(), 1))
        )

    async def _load_own(self, library: Library, stored: dict[str, Stored]) -> None:
        """Load what admins made here and no file speaks of."""
        for problem_id, row in stored.items():
            if row.folder_hash is None and problem_id not in self._entries:
                await self._keep_current(problem_id, row, library)

    async def _keep_current(self, problem_id: str, row: Stored, library: Library) -> None:
        """Take the stored current version, proven again if the environment has changed."""
        source = library.sources.get(problem_id)
        try:
            if source is None or source.content_hash != row.content_hash:
                text = await versions.read_source(self._database, problem_id, row.version)
                source = parse_problem(text, f"{problem_id}.yaml", library.sources)
            self._entries[problem_id] = Entry(source, row.version)
            if row.environment != self._environment:
                await self._prove_again(problem_id, row.version)
        except (SpecError, PublishError) as error:
            self._entries.pop(problem_id, None)
            _log_issues(error.issues)

    async def put(self, source: Source) -> tuple[Entry, bool]:
        """Publish a problem and make it current; tell whether it has a new version.

        Raises PublishError, and CellDied when the sandbox failed.
        """
        async with self._changing:
            return await self._put(source, from_folder=False)

    async def check(self, source: Source) -> None:
        """Take a problem through the publish gate, and store nothing. Raises PublishError."""
        await asyncio.to_thread(publish, source, self._pool)

    def sources(self) -> dict[str, Source]:
        """Return the current problems, as those that another one may use."""
        return {entry.id: entry.source for entry in self._entries.values()}

    async def _put(self, source: Source, from_folder: bool) -> tuple[Entry, bool]:
        published = await asyncio.to_thread(publish, source, self._pool)
        version, new = await versions.store(
            self._database,
            problem_id=source.problem.id,
            content_hash=source.content_hash,
            environment=self._environment,
            source=source.text,
            published=published.to_bytes(),
            from_folder=from_folder,
        )
        entry = Entry(source, version)
        self._keep((entry.id, version), published)
        self._entries[entry.id] = entry
        return entry, new


def _log_issues(issues: Iterable[Issue]) -> None:
    for issue in issues:
        log.warning("problem file", issue=str(issue))
