"""Looking into a PostgreSQL from a test, without a loop of one's own."""

from __future__ import annotations

import asyncio
from typing import Any

from api.store.raw import connect


def run_sql(url: str, query: str) -> list[tuple[Any, ...]]:
    """Run one statement; return its rows."""

    async def run() -> list[tuple[Any, ...]]:
        connection = await connect(url, "nabla test")
        try:
            return [tuple(row) for row in await connection.fetch(query)]
        finally:
            await connection.close()

    return asyncio.run(run())
