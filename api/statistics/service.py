"""Reads the counts. Each query goes by an index, and none looks at the attempts."""

from typing import Any

from sqlalchemy import Select, func, select

from api.context import Context
from api.errors import NotFound
from api.problems import versions
from api.statistics.counters import KNOWN_MISTAKE, detail_of
from api.statistics.schemas import (
    Attempts,
    CauseCount,
    HintUse,
    MistakeCount,
    Statistics,
    TestFailures,
    VerdictShare,
    VersionAttempts,
)
from api.store.session import Database
from api.store.tables import (
    DiagnosisCount,
    HintOpening,
    TestCount,
    VerdictCount,
    utc_now,
)
from api.store.upsert import insert_new
from judge import Published
from judge.verdict import Verdict

Rows = list[Any]
Query = Select[*tuple[Any, ...]]


async def get_statistics(context: Context, problem_id: str, version: int | None) -> Statistics:
    """Return how people fare with a problem, or with one version of it. Raises NotFound."""
    stored = await versions.find(context.database, problem_id)
    if stored is None or stored.kind != "problem":
        raise NotFound("There is no such problem.")
    published = await context.catalogue.get_published(problem_id, version or stored.version)
    verdicts = await _read(context.database, _verdicts(problem_id))
    tests = await _read(context.database, _tests(problem_id, version))
    found = await _read(context.database, _causes(problem_id, version))
    figures = await context.figures.read(problem_id)
    chosen = [row for row in verdicts if version in (None, row.version)]
    shown = _test_failures(published, {row.name: row for row in tests})
    return Statistics(
        problem=problem_id,
        version=version,
        people=figures.people,
        attempts=_attempts(chosen),
        seconds_to_solve=figures.seconds_to_solve,
        attempts_to_solve=figures.attempts_to_solve,
        verdicts=_verdict_shares(chosen),
        tests=shown,
        never_decided=[test.name for test in shown if not test.decided],
        mistakes=_mistakes(published, [row for row in found if row.code == KNOWN_MISTAKE]),
        causes=[
            CauseCount(code=row.code, count=row.count)
            for row in found
            if row.code != KNOWN_MISTAKE and row.count > 0
        ],
        hints=await _hint_use(context.database, problem_id, len(published.problem.hints)),
        versions=[
            VersionAttempts(
                version=number,
                **_attempts([row for row in verdicts if row.version == number]).model_dump(),
            )
            for number in sorted({row.version for row in verdicts}, reverse=True)
        ],
    )


async def _read(database: Database, query: Query) -> Rows:
    return await database.read(lambda connection: list(connection.execute(query).all()))


def _verdicts(problem_id: str) -> Query:
    return select(VerdictCount.version, VerdictCount.verdict, VerdictCount.count).where(
        VerdictCount.problem_id == problem_id
    )


def _tests(problem_id: str, version: int | None) -> Query:
    query = select(
        TestCount.name,
        func.sum(TestCount.failed).label("failed"),
        func.sum(TestCount.decided).label("decided"),
    )
    return _of(query, TestCount, problem_id, version).group_by(TestCount.name)


def _causes(problem_id: str, version: int | None) -> Query:
    query = select(
        DiagnosisCount.code, DiagnosisCount.detail, func.sum(DiagnosisCount.count).label("count")
    )
    of_problem = _of(query, DiagnosisCount, problem_id, version)
    keys = DiagnosisCount.code, DiagnosisCount.detail
    return of_problem.group_by(*keys).order_by(func.sum(DiagnosisCount.count).desc(), *keys)


def _of(
    query: Query,
    table: type[TestCount] | type[DiagnosisCount],
    problem_id: str,
    version: int | None,
) -> Query:
    query = query.where(table.problem_id == problem_id)
    return query if version is None else query.where(table.version == version)


def _attempts(rows: Rows) -> Attempts:
    judged = sum(row.count for row in rows)
    accepted = sum(row.count for row in rows if row.verdict == Verdict.ACCEPTED)
    acceptance = round(accepted / judged, 4) if judged else None
    return Attempts(judged=judged, accepted=accepted, acceptance=acceptance)


def _verdict_shares(rows: Rows) -> list[VerdictShare]:
    sums = dict.fromkeys(Verdict, 0)
    for row in rows:
        sums[Verdict(row.verdict)] += row.count
    shares = [VerdictShare(verdict=verdict, count=count) for verdict, count in sums.items()]
    return sorted((share for share in shares if share.count), key=lambda share: -share.count)


def _test_failures(published: Published, counts: dict[str, Any]) -> list[TestFailures]:
    found = []
    for case in published.cases:
        row = counts.get(case.name[:320])
        failed, decided = (row.failed, row.decided) if row else (0, 0)
        found.append(
            TestFailures(name=case.name, hidden=case.hidden, failed=failed, decided=decided)
        )
    return found


def _mistakes(published: Published, rows: Rows) -> list[MistakeCount]:
    names = {
        detail_of({"code": KNOWN_MISTAKE, "message": mistake.message}): mistake.name
        for mistake in published.mistakes
    }
    counts = {row.detail: row.count for row in rows if row.count > 0}
    never = {detail: 0 for detail in names if detail not in counts}
    return [
        MistakeCount(name=names.get(detail, detail), message=detail, count=count)
        for detail, count in {**counts, **never}.items()
    ]


async def _hint_use(database: Database, problem_id: str, hints: int) -> list[HintUse]:
    query = (
        select(HintOpening.hint, func.count().label("people"))
        .where(HintOpening.problem_id == problem_id)
        .group_by(HintOpening.hint)
    )
    counts = {row.hint: row.people for row in await _read(database, query)}
    return [HintUse(hint=hint, people=counts.get(hint, 0)) for hint in range(1, hints + 1)]


async def open_hint(context: Context, user_id: str, problem_id: str, hint: int) -> None:
    """Note that somebody opened a hint; once is enough. Raises NotFound, Gone."""
    entry = context.catalogue.get(problem_id)
    if not 1 <= hint <= len(entry.source.problem.hints):
        raise NotFound("The problem has no such hint.")
    row = {
        "problem_id": problem_id,
        "hint": hint,
        "user_id": user_id,
        "opened_at": utc_now(),
    }
    await context.database.write(lambda connection: insert_new(connection, HintOpening, row))
