"""Who may see a problem's solution, and what is shown of it."""

from sqlalchemy import Connection, select

from api.context import Context
from api.errors import NotAllowed
from api.problems.entries import Entry
from api.solutions.schemas import Mistake, Solution
from api.statistics.journeys import give_up
from api.store.tables import Journey, Submission
from judge.spec import placed_figures
from judge.verdict import Verdict

_LOCKED = "The solution is shown once you have solved the problem or given it up."


async def get_solution(context: Context, user_id: str, problem_id: str) -> Solution:
    """Return the solution to somebody who may see it. Raises NotFound, Gone, NotAllowed."""
    entry = context.catalogue.get(problem_id)
    if not await context.database.read(lambda c: may_see(c, user_id, problem_id)):
        raise NotAllowed(_LOCKED)
    return solution_of(entry)


async def give_problem_up(context: Context, user_id: str, problem_id: str) -> Solution:
    """Note that somebody gives up, unless the problem is solved; return the solution."""
    entry = context.catalogue.get(problem_id)

    def write(connection: Connection) -> None:
        if not may_see(connection, user_id, problem_id):
            give_up(connection, user_id, problem_id)

    await context.database.write(write)
    return solution_of(entry)


def may_see(connection: Connection, user_id: str, problem_id: str) -> bool:
    """Tell whether somebody has solved a problem or given it up."""
    accepted = select(Submission.id).where(
        Submission.user_id == user_id,
        Submission.problem_id == problem_id,
        Submission.mode == "submit",
        Submission.verdict == Verdict.ACCEPTED.value,
    )
    given_up = select(Journey.user_id).where(
        Journey.user_id == user_id,
        Journey.problem_id == problem_id,
        Journey.given_up_at.is_not(None),
    )
    return any(connection.execute(query.limit(1)).first() for query in (accepted, given_up))


def solution_of(entry: Entry) -> Solution:
    """Return a problem's solution as it is shown."""
    problem = entry.source.problem
    placed = {name for _, name in placed_figures(problem.explanation)}
    return Solution(
        problem=entry.id,
        version=entry.version,
        code=problem.solution,
        explanation=problem.explanation,
        figures=[
            figure.model_dump(mode="json") for figure in problem.figures if figure.name in placed
        ],
        mistakes=[Mistake(name=wrong.name, message=wrong.message) for wrong in problem.wrong],
    )
