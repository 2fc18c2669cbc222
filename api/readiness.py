"""Whether this process can judge, found out by doing what judging needs, and why it cannot."""

import asyncio
import shutil
import time
from pathlib import Path

import structlog
from sqlalchemy import Connection, delete, insert, update

from api.judging.events.port import EventBus
from api.judging.roster import Roster
from api.judging.worker import Worker
from api.problems.catalogue import Catalogue
from api.store.migrations import HEAD, current_revision
from api.store.session import ANY, Database
from api.store.tables import Probe, utc_now
from judge.runner import CellPool

log = structlog.get_logger()

PROBE_SECONDS = 5.0
KEEP_SECONDS = 2.0
ROOM_BYTES = 1 << 18
LEAST_FREE_BYTES = 1 << 23
_ROW, _ROOM = 1, 2


class Readiness:
    """Looks when asked; what it has found out of the database holds for two seconds."""

    def __init__(
        self,
        database: Database,
        folder: Path,
        catalogue: Catalogue,
        pool: CellPool,
        worker: Worker | None,
        roster: Roster,
        bus: EventBus,
    ) -> None:
        """Look at these parts; `folder` is where an embedded database lives."""
        self._database = database
        self._folder = folder
        self._catalogue = catalogue
        self._pool = pool
        self._worker = worker
        self._roster = roster
        self._bus = bus
        self._looking = asyncio.Lock()
        self._looked_at = -KEEP_SECONDS
        self._known: str | None = None

    async def find_obstacle(self) -> str | None:
        """Return a sentence on what keeps this process from judging; None when nothing does."""
        if self._bus.stopping:
            return "The service is stopping: it takes nothing new."
        if not self._catalogue.loaded:
            return "The problems are still being loaded."
        return self._find_in_judging() or await self._find_in_database()

    def _find_in_judging(self) -> str | None:
        if self._worker is None:
            return None if self._roster.cells else "There is no worker that judges."
        if not self._worker.alive:
            return "No submission is being judged: the workers have ended."
        # Who is not asked to judge would never find out that a cell is gone.
        self._pool.mend()
        if not any(state.state in ("free", "busy") for state in self._pool.states()):
            return "No judge cell is up. The log says why none starts."
        return None

    async def _find_in_database(self) -> str | None:
        async with self._looking:
            if time.monotonic() - self._looked_at > KEEP_SECONDS:
                self._known = await self._ask_database()
                self._looked_at = time.monotonic()
            return self._known

    async def _ask_database(self) -> str | None:
        try:
            async with asyncio.timeout(PROBE_SECONDS):
                embedded = await self._database.write(_try_writing)
                revision = await self._database.read(current_revision)
            free = shutil.disk_usage(self._folder).free if embedded else LEAST_FREE_BYTES
        except TimeoutError:
            return f"The database has not taken a write within {PROBE_SECONDS:.0f} s."
        except FileNotFoundError:
            # SQLite goes on writing to a file that nobody will find again.
            log.error("the folder of the database is gone", folder=str(self._folder))
            return "The folder with the database is gone: put it back and start the service again."
        except (*ANY, OSError) as error:
            log.error("the database takes no writes", error=str(error))
            reason = str(getattr(error, "orig", error)).strip().rstrip(".")
            return f"The database takes no writes: {reason[:200]}."
        if (revision or "") < HEAD:
            return f"The database is at revision {revision}, and this version needs {HEAD}."
        if free < LEAST_FREE_BYTES:
            return f"The disk with the database is almost full: {free >> 20} MiB are left."
        return None


def _try_writing(connection: Connection) -> bool:
    """Commit a row, and see that there is room for more; tell whether the database is embedded."""
    embedded = connection.dialect.name == "sqlite"
    if embedded:
        room = connection.begin_nested()
        connection.execute(delete(Probe).where(Probe.id == _ROOM))
        filler = {"id": _ROOM, "at": utc_now(), "filler": bytes(ROOM_BYTES)}
        connection.execute(insert(Probe), filler)
        room.rollback()
    if connection.execute(update(Probe).where(Probe.id == _ROW).values(at=utc_now())).rowcount == 0:
        connection.execute(insert(Probe), {"id": _ROW, "at": utc_now()})
    return embedded
