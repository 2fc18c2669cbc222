"""Keeps what this process judges its own: one task renews the leases of all its claims.

Whoever judges asks here now and then whether its claim is lost: cancelled by its owner, or taken by
another process after this one was silent for too long.
"""

import asyncio

import structlog

from api.judging.queue.claims import Claim
from api.judging.queue.port import Queue
from api.store.session import ANY

log = structlog.get_logger()

BEAT_SECONDS = 1.0


class Leases:
    """The claims that one process holds."""

    def __init__(self, queue: Queue) -> None:
        """Hold none yet."""
        self._queue = queue
        self._held: dict[str, Claim] = {}
        self._lost: set[str] = set()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to renew leases."""
        self._task = asyncio.create_task(self._keep())

    async def stop(self) -> None:
        """Renew nothing more."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait({self._task})

    def hold(self, claim: Claim) -> None:
        """Renew a claim's lease from now on."""
        self._held[claim.id] = claim

    def drop(self, claim: Claim) -> None:
        """Renew it no longer."""
        self._held.pop(claim.id, None)
        self._lost.discard(claim.id)

    def is_lost(self, claim: Claim) -> bool:
        """Tell whether somebody else has been found to hold, or to have ended, a submission."""
        return claim.id in self._lost

    async def _keep(self) -> None:
        while True:
            await asyncio.sleep(BEAT_SECONDS)
            held = list(self._held.values())
            if not held:
                continue
            try:
                kept = await self._queue.renew(held)
            except ANY as error:
                log.warning("leases were not renewed, trying again", error=str(error))
                continue
            self._lost |= {claim.id for claim in held if claim.id not in kept} & self._held.keys()
