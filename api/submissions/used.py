"""With whose functions a submission is judged, where its problem uses those of others.

A candidate's own latest accepted solution counts, else the reference's. The choice is made when the
submission comes and is stored with it, so that judging it again, whenever, runs the same code.
"""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import func, select

from api.store.session import Database
from api.store.tables import Submission
from judge.spec import Source
from judge.verdict import Verdict

Json = dict[str, Any]


async def choose_used(
    database: Database, user_id: str | None, sources: Iterable[Source]
) -> dict[str, list[Json]]:
    """Return, by problem, what its submissions are to be judged with: one entry a used problem.

    Problems that use no others are left out; where all are, nothing is asked of the database.
    """
    wanted = {source.problem.id: source.used for source in sources if source.used}
    names = {used.problem for all_used in wanted.values() for used in all_used}
    own = await read_own(database, user_id, names)
    return {
        problem: [entry_of(used.problem, used.function, own.get(used.problem)) for used in all_used]
        for problem, all_used in wanted.items()
    }


async def read_own(database: Database, user_id: str | None, problems: Iterable[str]) -> Json:
    """Return the rows (id, code, finished_at) of a user's latest accepted submissions."""
    names = sorted(set(problems))
    if user_id is None or not names:
        return {}
    latest = (
        select(func.max(Submission.id))
        .where(
            Submission.user_id == user_id,
            Submission.problem_id.in_(names),
            Submission.mode == "submit",
            Submission.verdict == Verdict.ACCEPTED.value,
        )
        .group_by(Submission.problem_id)
    )
    query = select(
        Submission.problem_id, Submission.id, Submission.code, Submission.finished_at
    ).where(Submission.id.in_(latest))
    rows = await database.read(lambda connection: connection.execute(query).all())
    return {row.problem_id: row for row in rows}


def entry_of(problem_id: str, function: str, own: Any) -> Json:
    """Return an entry for one used function; `own`: the row of `read_own`, None: the reference."""
    return {
        "problem": problem_id,
        "function": function,
        "submission": own and own.id,
        "accepted_at": own and own.finished_at.isoformat(),
        "code": own and own.code,
    }


def shown(used: list[Json] | None) -> list[Json]:
    """Return the entries as their owner sees them: the code is that of the submission named."""
    return [{key: entry[key] for key in entry if key != "code"} for entry in used or []]


def own_code(used: list[Json] | None) -> dict[str, str]:
    """Return the candidate's own code among the entries, by problem."""
    return {entry["problem"]: entry["code"] for entry in used or [] if entry["code"] is not None}
