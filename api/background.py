"""Work in cells that somebody waits for, beside the judging: bounded, and stopped when late."""

import asyncio
import threading
from collections.abc import Callable
from typing import TypeVar

from api.context import Context
from api.errors import Unavailable
from judge.runner import Cancelled, CellDied, PoolShare

SECONDS = 60.0
T = TypeVar("T")


async def run_in_share(context: Context, work: Callable[[PoolShare], T], late: str) -> T:
    """Do blocking work in a thread, in the cells that are not kept for submissions.

    Raises Unavailable: with `late` when it took too long, or when the sandbox failed.
    """
    stop = threading.Event()
    share = context.share.until(stop)
    try:
        async with asyncio.timeout(SECONDS):
            return await asyncio.to_thread(work, share)
    except (TimeoutError, Cancelled) as error:
        raise Unavailable(late) from error
    except CellDied as error:
        raise Unavailable("The sandbox failed. Try again.") from error
    finally:
        stop.set()
