"""Publishing by admins, through the same gate as the files of the problem folder."""

from api.admin.schemas import CheckResult, IssueShown, PublishedVersion, Version
from api.context import Context
from api.errors import Invalid, InvalidProblem, NotFound, Unavailable, issue_json
from api.problems.versions import read_history
from judge import PublishError
from judge.runner import CellDied
from judge.spec import Source, SpecError, parse_problem


def decode_yaml(body: bytes) -> str:
    """Return the text of a request body. Raises Invalid when it is not UTF-8."""
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Invalid("The body is not UTF-8.") from error


def _parse(context: Context, text: str, name: str) -> Source:
    return parse_problem(text, f"{name}.yaml", context.catalogue.sources())


async def publish_problem(context: Context, problem_id: str, text: str) -> PublishedVersion:
    """Make `text` the problem's current version. Raises Invalid, InvalidProblem, Unavailable."""
    try:
        source = _parse(context, text, problem_id)
        if source.problem.id != problem_id:
            raise Invalid(f"The path says {problem_id!r}, the text {source.problem.id!r}.", "id")
        _check_number(context, source)
        entry, created = await context.catalogue.put(source)
    except (SpecError, PublishError) as error:
        raise InvalidProblem(error.issues) from error
    except CellDied as error:
        raise Unavailable("The sandbox failed while the problem was being proved.") from error
    return PublishedVersion(
        id=entry.id, version=entry.version, created=created, content_hash=source.content_hash
    )


def _check_number(context: Context, source: Source) -> None:
    for entry in context.catalogue.entries():
        twin = entry.source.problem
        if twin.number == source.problem.number and twin.id != source.problem.id:
            raise Invalid(f"The number {twin.number} is taken by {twin.id}.", field="number")


async def check_problem(context: Context, text: str) -> CheckResult:
    """Take `text` through the gate and say what it finds; nothing is stored."""
    try:
        await context.catalogue.check(_parse(context, text, "problem"))
    except (SpecError, PublishError) as error:
        issues = [IssueShown.model_validate(issue_json(issue)) for issue in error.issues]
        return CheckResult(ok=False, issues=issues)
    except CellDied as error:
        raise Unavailable("The sandbox failed while the problem was being proved.") from error
    return CheckResult(ok=True, issues=[])


async def list_versions(context: Context, problem_id: str) -> list[Version]:
    """Return the problem's versions, newest first. Raises NotFound for an unknown problem."""
    history = await read_history(context.database, problem_id)
    if not history:
        raise NotFound("There is no such problem.")
    return [Version.model_validate(info, from_attributes=True) for info in history]
