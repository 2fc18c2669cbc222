"""The stored versions of problems. Each act of an admin is one transaction, its audit included."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, func, insert, select, update

from api.admin.audit import Act, record_act
from api.errors import NotFound, PreconditionFailed
from api.store.session import Database
from api.store.tables import ProblemRow, ProblemVersion, utc_now


@dataclass(frozen=True, slots=True)
class Stored:
    """A problem in the database, and its current version."""

    id: str
    kind: str
    folder_hash: str | None
    withdrawn: bool
    version: int
    content_hash: str
    environment: dict[str, Any]
    mutants: dict[str, int] | None
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class VersionInfo:
    """One version in a problem's history."""

    version: int
    content_hash: str
    environment: dict[str, Any]
    created_at: datetime
    created_by: str | None
    note: str | None
    current: bool


@dataclass(frozen=True, slots=True)
class Expected:
    """What an admin believes to be stored: a current version, or nothing. Empty: no belief."""

    version: int | None = None
    absent: bool = False

    def check(self, current: int | None) -> None:
        """Raise PreconditionFailed if the current version (None: no such problem) is another."""
        if self.absent and current is not None:
            raise PreconditionFailed(
                f"There is a problem with this id already, at version {current}.", current
            )
        if self.version is not None and current != self.version:
            now = "there is no such problem" if current is None else f"it is at version {current}"
            raise PreconditionFailed(
                f"You began with version {self.version}, and now {now}. "
                "Look at what changed, and publish again.",
                current,
            )


@dataclass(frozen=True, slots=True)
class NewVersion:
    """A content to be made current. `proof` is None where the stored one still holds."""

    problem_id: str
    kind: str
    content_hash: str
    source: str
    environment: dict[str, Any]
    proof: bytes | None
    mutants: dict[str, int] | None = None
    author: str | None = None
    """The admin; None: the problem folder."""
    note: str | None = None
    expected: Expected = Expected()


def _with_current() -> Select[Any]:
    return select(
        ProblemRow.id,
        ProblemRow.kind,
        ProblemRow.folder_hash,
        ProblemRow.withdrawn_at,
        ProblemRow.updated_at,
        ProblemVersion.version,
        ProblemVersion.content_hash,
        ProblemVersion.environment,
        ProblemVersion.mutants,
        ProblemVersion.created_at,
    ).join(
        ProblemVersion,
        (ProblemVersion.problem_id == ProblemRow.id)
        & (ProblemVersion.version == ProblemRow.current_version),
    )


def _stored(row: Row[Any]) -> Stored:
    return Stored(
        row.id,
        row.kind,
        row.folder_hash,
        row.withdrawn_at is not None,
        row.version,
        row.content_hash,
        row.environment,
        row.mutants,
        max(filter(None, (row.updated_at, row.withdrawn_at, row.created_at))),
    )


async def read_all(database: Database) -> dict[str, Stored]:
    """Return every stored problem by id, withdrawn ones too, without the proofs."""
    rows = await database.read(lambda connection: connection.execute(_with_current()).all())
    return {row.id: _stored(row) for row in rows}


async def find(database: Database, problem_id: str) -> Stored | None:
    """Return a stored problem, withdrawn or not, or None."""
    query = _with_current().where(ProblemRow.id == problem_id)
    row = await database.read(lambda connection: connection.execute(query).one_or_none())
    return _stored(row) if row else None


async def read_source(database: Database, problem_id: str, version: int) -> str:
    """Return the YAML text of a version. Raises NotFound."""
    query = select(ProblemVersion.source).where(
        ProblemVersion.problem_id == problem_id, ProblemVersion.version == version
    )
    text: str | None = await database.read(lambda connection: connection.scalar(query))
    if text is None:
        raise NotFound("There is no such version.")
    return text


async def find_proven(
    database: Database, problem_id: str, content_hash: str, environment: dict[str, Any]
) -> int | None:
    """Return the version with this content if its proof holds in `environment`, or None."""
    query = select(ProblemVersion.version, ProblemVersion.environment).where(
        ProblemVersion.problem_id == problem_id, ProblemVersion.content_hash == content_hash
    )
    row = await database.read(lambda connection: connection.execute(query).one_or_none())
    return row.version if row and row.environment == environment else None


async def store(database: Database, new: NewVersion) -> tuple[int, bool]:
    """Make a content the current version; return its number and whether the content is new.

    Content that was there before gets its old number back. A withdrawn problem is offered again.
    Raises PreconditionFailed, with nothing changed.
    """
    of_problem = ProblemVersion.problem_id == new.problem_id

    def put(connection: Connection) -> tuple[int, bool]:
        now = utc_now()
        row = connection.execute(
            select(ProblemRow.current_version)
            .where(ProblemRow.id == new.problem_id)
            .with_for_update()
        ).one_or_none()
        new.expected.check(row.current_version if row else None)
        known = connection.scalar(
            select(ProblemVersion.version).where(
                of_problem, ProblemVersion.content_hash == new.content_hash
            )
        )
        last = connection.scalar(select(func.max(ProblemVersion.version)).where(of_problem))
        version = known or (last or 0) + 1
        current: dict[str, Any] = {
            "kind": new.kind,
            "current_version": version,
            "withdrawn_at": None,
            "withdrawn_by": None,
            "updated_at": now,
        }
        if new.author is None:
            current["folder_hash"] = new.content_hash
        if row is None:
            connection.execute(insert(ProblemRow).values(id=new.problem_id, **current))
        else:
            mine = ProblemRow.id == new.problem_id
            connection.execute(update(ProblemRow).where(mine).values(**current))
        _put_version(connection, new, version, known is not None, now)
        if new.author is not None:
            details = {"version": version, "created": known is None, "note": new.note}
            record_act(connection, new.author, Act.PUBLISH, new.problem_id, details)
        return version, known is None

    return await database.write(put)


def _put_version(
    connection: Connection, new: NewVersion, version: int, known: bool, now: datetime
) -> None:
    proof = {"environment": new.environment, "published": new.proof, "mutants": new.mutants}
    if not known:
        connection.execute(
            insert(ProblemVersion).values(
                problem_id=new.problem_id,
                version=version,
                content_hash=new.content_hash,
                source=new.source,
                created_at=now,
                created_by=new.author,
                note=new.note,
                **proof,
            )
        )
    elif new.proof is not None:
        of_version = (
            ProblemVersion.problem_id == new.problem_id,
            ProblemVersion.version == version,
        )
        connection.execute(update(ProblemVersion).where(*of_version).values(**proof))


async def prove_again(
    database: Database,
    problem_id: str,
    version: int,
    environment: dict[str, Any],
    published: bytes,
    mutants: dict[str, int] | None,
) -> None:
    """Replace a version's proof by one of another environment."""
    renew = (
        update(ProblemVersion)
        .where(ProblemVersion.problem_id == problem_id, ProblemVersion.version == version)
        .values(environment=environment, published=published, mutants=mutants)
    )
    await database.write(lambda connection: connection.execute(renew))


async def lose_file(database: Database, problem_id: str) -> None:
    """Withdraw a problem whose file went away; its submissions stay."""
    row = update(ProblemRow).where(ProblemRow.id == problem_id)

    def write(connection: Connection) -> None:
        connection.execute(row.values(folder_hash=None))
        offered = row.where(ProblemRow.withdrawn_at.is_(None))
        connection.execute(offered.values(withdrawn_at=utc_now()))

    await database.write(write)


async def withdraw(database: Database, problem_id: str, who: str) -> bool:
    """Withdraw a problem in an admin's name; its submissions stay. False: it was already."""
    mark = (
        update(ProblemRow)
        .where(ProblemRow.id == problem_id, ProblemRow.withdrawn_at.is_(None))
        .values(withdrawn_at=utc_now(), withdrawn_by=who)
    )
    return await _write_act(database, mark, who, Act.WITHDRAW, problem_id)


async def restore(database: Database, problem_id: str, who: str) -> bool:
    """Offer a withdrawn problem again. False: it is offered."""
    mark = (
        update(ProblemRow)
        .where(ProblemRow.id == problem_id, ProblemRow.withdrawn_at.is_not(None))
        .values(withdrawn_at=None, withdrawn_by=None, updated_at=utc_now())
    )
    return await _write_act(database, mark, who, Act.RESTORE, problem_id)


async def _write_act(database: Database, mark: Any, who: str, act: Act, problem_id: str) -> bool:
    def write(connection: Connection) -> bool:
        done = connection.execute(mark).rowcount > 0
        if done:
            record_act(connection, who, act, problem_id)
        return done

    return await database.write(write)


async def read_history(database: Database, problem_id: str) -> list[VersionInfo]:
    """Return the versions of a problem, newest first; none for an unknown problem."""
    query = (
        select(
            ProblemVersion.version,
            ProblemVersion.content_hash,
            ProblemVersion.environment,
            ProblemVersion.created_at,
            ProblemVersion.created_by,
            ProblemVersion.note,
            ProblemRow.current_version == ProblemVersion.version,
        )
        .join(ProblemRow, ProblemRow.id == ProblemVersion.problem_id)
        .where(ProblemVersion.problem_id == problem_id)
        .order_by(ProblemVersion.version.desc())
    )
    rows = await database.read(lambda connection: connection.execute(query).all())
    return [VersionInfo(*row) for row in rows]
