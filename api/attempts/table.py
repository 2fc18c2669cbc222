"""Attempts as a table for spreadsheets (CSV, RFC 4180), a few rows in memory at a time."""

import csv
import io
from collections.abc import AsyncIterator
from typing import Any

from api.attempts.schemas import Wanted
from api.attempts.service import each_attempt
from api.store.session import Database

MOST_ROWS = 100_000
COLUMNS = (
    "id", "user", "problem", "version", "mode", "status", "verdict", "score", "passed", "total",
    "time_ms", "memory_kib", "cause", "created_at", "finished_at",
)  # fmt: skip
CUT_OFF = f"cut off after {MOST_ROWS} rows: ask for fewer days"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def plain(value: Any) -> Any:
    """Return a cell that no spreadsheet takes for a formula: such text gets an apostrophe."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


async def write_table(
    database: Database, wanted: Wanted, most: int = MOST_ROWS
) -> AsyncIterator[bytes]:
    """Yield the table in pieces. One that is cut off says so in its last row."""
    sheet = io.StringIO()
    writer = csv.writer(sheet)
    writer.writerow(COLUMNS)
    count = 0
    async for item in each_attempt(database, wanted, most):
        item["cause"] = (item["diagnosis"] or {}).get("code")
        writer.writerow([plain(item[name]) for name in COLUMNS])
        count += 1
        if sheet.tell() > 1 << 15:
            yield sheet.getvalue().encode()
            sheet.seek(0)
            sheet.truncate()
    if count >= most:
        writer.writerow([CUT_OFF])
    yield sheet.getvalue().encode()
