"""The stored versions of problems."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from api.store.session import Database
from api.store.tables import ProblemRow, ProblemVersion, utc_now


@dataclass(frozen=True, slots=True)
class Stored:
    """A problem in the database, and its current version."""

    folder_hash: str | None
    withdrawn: bool
    version: int
    content_hash: str
    environment: dict[str, Any]


@dataclass(frozen=True, slots=True)
class VersionInfo:
    """One version in a problem's history."""

    version: int
    content_hash: str
    environment: dict[str, Any]
    created_at: datetime
    current: bool


async def read_all(database: Database) -> dict[str, Stored]:
    """Return every stored problem by id, withdrawn ones too, without the proofs."""
    query = select(
        ProblemRow.id,
        ProblemRow.folder_hash,
        ProblemRow.withdrawn_at,
        ProblemVersion.version,
        ProblemVersion.content_hash,
        ProblemVersion.environment,
    ).join(
        ProblemVersion,
        (ProblemVersion.problem_id == ProblemRow.id)
        & (ProblemVersion.version == ProblemRow.current_version),
    )
    rows = await database.read(lambda connection: connection.execute(query).all())
    return {
        row.id: Stored(
            row.folder_hash,
            row.withdrawn_at is not None,
            row.version,
            row.content_hash,
            row.environment,
        )
        for row in rows
    }


async def read_source(database: Database, problem_id: str, version: int) -> str:
    """Return the YAML text of a version."""
    query = select(ProblemVersion.source).where(
        ProblemVersion.problem_id == problem_id, ProblemVersion.version == version
    )
    return await database.read(lambda connection: connection.execute(query).scalar_one())


async def store(
    database: Database,
    *,
    problem_id: str,
    content_hash: str,
    environment: dict[str, Any],
    source: str,
    published: bytes,
    from_folder: bool,
) -> tuple[int, bool]:
    """Make a content the current version; return its number and whether the content is new.

    Content that was there before gets its old number back, with the new proof.
    """
    of_problem = ProblemVersion.problem_id == problem_id
    proof = {"environment": environment, "published": published}

    def put(connection: Connection) -> tuple[int, bool]:
        known = connection.scalar(
            select(ProblemVersion.version).where(
                of_problem, ProblemVersion.content_hash == content_hash
            )
        )
        last = connection.scalar(select(func.max(ProblemVersion.version)).where(of_problem))
        version = known or (last or 0) + 1
        current: dict[str, Any] = {"current_version": version, "withdrawn_at": None}
        if from_folder:
            current["folder_hash"] = content_hash
        if last is None:
            connection.execute(
                insert(ProblemRow).values(
                    id=problem_id, judged_count=0, accepted_count=0, **current
                )
            )
        else:
            connection.execute(
                update(ProblemRow).where(ProblemRow.id == problem_id).values(**current)
            )
        if known is None:
            connection.execute(
                insert(ProblemVersion).values(
                    problem_id=problem_id,
                    version=version,
                    content_hash=content_hash,
                    source=source,
                    created_at=utc_now(),
                    **proof,
                )
            )
        else:
            connection.execute(
                update(ProblemVersion)
                .where(of_problem, ProblemVersion.version == version)
                .values(**proof)
            )
        return version, known is None

    return await database.write(put)


async def prove_again(
    database: Database,
    problem_id: str,
    version: int,
    environment: dict[str, Any],
    published: bytes,
) -> None:
    """Replace a version's proof by one of another environment."""
    renew = (
        update(ProblemVersion)
        .where(ProblemVersion.problem_id == problem_id, ProblemVersion.version == version)
        .values(environment=environment, published=published)
    )
    await database.write(lambda connection: connection.execute(renew))


async def withdraw(database: Database, problem_id: str) -> None:
    """Mark a problem as no longer offered; its submissions stay."""
    mark = update(ProblemRow).where(ProblemRow.id == problem_id).values(withdrawn_at=utc_now())
    await database.write(lambda connection: connection.execute(mark))


async def read_history(database: Database, problem_id: str) -> list[VersionInfo]:
    """Return the versions of a problem, newest first; none for an unknown problem."""
    query = (
        select(
            ProblemVersion.version,
            ProblemVersion.content_hash,
            ProblemVersion.environment,
            ProblemVersion.created_at,
            ProblemRow.current_version == ProblemVersion.version,
        )
        .join(ProblemRow, ProblemRow.id == ProblemVersion.problem_id)
        .where(ProblemVersion.problem_id == problem_id)
        .order_by(ProblemVersion.version.desc())
    )
    rows = await database.read(lambda connection: connection.execute(query).all())
    return [VersionInfo(*row) for row in rows]
