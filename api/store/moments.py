"""Moments by the database's own clock: machines that share one need not agree about the time."""

from typing import Any

from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from api.store.tables.base import UtcDateTime


class moment(FunctionElement[Any]):
    """The moment that lies so many seconds (an expression) after now."""

    type = UtcDateTime()
    inherit_cache = True


@compiles(moment, "sqlite")
def _sqlite(element: moment, compiler: Any, **options: Any) -> str:
    # In the form in which SQLAlchemy stores moments, so that they compare as text.
    seconds = compiler.process(element.clauses, **options)
    return f"strftime('%Y-%m-%d %H:%M:%f000', 'now', {seconds} || ' seconds')"


@compiles(moment, "postgresql")
def _postgresql(element: moment, compiler: Any, **options: Any) -> str:
    # Not now(): that is when the transaction began, and it may have waited for a lock since.
    seconds = compiler.process(element.clauses, **options)
    return f"(clock_timestamp() + make_interval(secs => CAST({seconds} AS double precision)))"
