"""Wake-ups between processes: LISTEN and NOTIFY, on one connection a process.

What is published here wakes this process's own listeners at once. The others hear of it together
with all else that was published meanwhile, in one notification: each takes a lock that all commits
share, so they are to be few. What is published while the connection is away is told to nobody;
when it is back, everybody is woken, here and elsewhere.
"""

import asyncio
from collections.abc import Iterator
from contextlib import suppress

import asyncpg
import structlog

from api.judging.events.memory import MemoryBus
from api.store.raw import GONE, connect

log = structlog.get_logger()

CHANNEL = "nabla_events"
PAUSE_SECONDS = 0.5
# PostgreSQL takes less than 8000 bytes in a notification.
_LONGEST = 7000
_FINISHED = "!"
_ALL = "*"


class PostgresBus(MemoryBus):
    """The `EventBus` of processes that share a database. Belongs to one event loop."""

    def __init__(self, url: str) -> None:
        """Wake-ups go by the database at `url`; nothing is connected before `start`."""
        super().__init__()
        self._url = url
        self._news: dict[str, bool] = {_ALL: False}
        self._to_tell = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self.connected = asyncio.Event()

    def start(self) -> None:
        """Begin to hear of others, and to tell them."""
        self._task = asyncio.create_task(self._keep_connected())

    async def close(self) -> None:
        """Tell what is left to be told, and end."""
        self.stopping = True
        self._to_tell.set()
        if self._task is not None:
            await asyncio.wait({self._task}, timeout=2)
            self._task.cancel()
            await asyncio.wait({self._task})

    def publish(self, topic: str, finished: bool = False) -> None:
        """See EventBus."""
        super().publish(topic, finished)
        self._news[topic] = self._news.get(topic, False) or finished
        self._to_tell.set()

    async def _keep_connected(self) -> None:
        while not self.stopping:
            try:
                connection = await connect(self._url, "nabla events")
            except GONE:
                await asyncio.sleep(PAUSE_SECONDS)
                continue
            try:
                await self._tell(connection)
            except GONE as error:
                log.warning("no events from the database, trying again", error=str(error))
                # What was not told is not known any more.
                self._news = {_ALL: False}
            finally:
                self.connected.clear()
                with suppress(*GONE):
                    await connection.close(timeout=1)

    async def _tell(self, connection: asyncpg.Connection) -> None:
        own = connection.get_server_pid()

        def hear(_connection: object, pid: int, _channel: str, payload: str) -> None:
            if pid != own:
                self._hear(payload)

        connection.add_termination_listener(lambda _: self._to_tell.set())
        await connection.add_listener(CHANNEL, hear)
        self.wake_all()
        self.connected.set()
        while not connection.is_closed():
            self._to_tell.clear()
            news, self._news = self._news, {}
            for payload in _pack(news):
                await connection.execute("SELECT pg_notify($1, $2)", CHANNEL, payload)
            if self.stopping and not self._news:
                return
            if not self._news:
                await self._to_tell.wait()

    def _hear(self, payload: str) -> None:
        for told in payload.split(" "):
            if told == _ALL:
                self.wake_all()
            else:
                finished = told.endswith(_FINISHED)
                super().publish(told.removesuffix(_FINISHED), finished)


def _pack(news: dict[str, bool]) -> Iterator[str]:
    """Yield payloads, as few as will do."""
    payload = ""
    for topic, finished in news.items():
        word = topic + _FINISHED * finished
        if payload and len(payload) + 1 + len(word) > _LONGEST:
            yield payload
            payload = ""
        payload = f"{payload} {word}" if payload else word
    if payload:
        yield payload
