"""The workers: tasks that each take one submission after another from its claim to its end."""

import asyncio

import structlog

from api.judging.pipeline import Pipeline
from api.judging.queue.port import Queue

log = structlog.get_logger()

PAUSE_SECONDS = 1.0
ABANDON_SECONDS = 2.0


class Worker:
    """Keeps as many submissions claimed as there are cells, and those that the queue has ahead."""

    def __init__(self, queue: Queue, pipeline: Pipeline, cells: int) -> None:
        """Prepare; nothing runs yet."""
        self._queue = queue
        self._pipeline = pipeline
        self._claims = cells + queue.ahead
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self) -> None:
        """Start to take submissions."""
        self._tasks = {asyncio.create_task(self._work()) for _ in range(self._claims)}

    @property
    def alive(self) -> bool:
        """Tell whether every task still works."""
        return bool(self._tasks) and not any(task.done() for task in self._tasks)

    async def _work(self) -> None:
        while True:
            try:
                claim = await self._queue.claim()
                if claim is None:
                    return
                await self._pipeline.process(claim)
            except Exception:  # The database may be away for a while: the worker outlives that.
                log.exception("worker failed, trying again", pause_seconds=PAUSE_SECONDS)
                await asyncio.sleep(PAUSE_SECONDS)

    async def stop(self, drain_seconds: float) -> None:
        """Take no more; finish what runs within `drain_seconds`; queue the rest again."""
        self._queue.close()
        if not self._tasks:
            return
        _, busy = await asyncio.wait(self._tasks, timeout=drain_seconds)
        if busy:
            log.info("requeueing what still runs", submissions=len(busy))
            self._pipeline.abandon()
            _, busy = await asyncio.wait(busy, timeout=ABANDON_SECONDS)
        for task in busy:
            task.cancel()
        self._pipeline.close()
