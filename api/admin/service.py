"""Publishing by admins, through the same gate as the files of the problem folder."""

import re
from typing import Any

from api.admin.schemas import AdminProblem, Offered, PublishedVersion, Version
from api.context import Context
from api.drafts.service import parse_draft
from api.errors import Invalid, InvalidProblem, NotFound, Unavailable
from api.paging import decode_cursor, encode_cursor
from api.problems import versions
from api.problems.entries import AnyEntry
from api.problems.service import Count, read_counts
from api.problems.versions import Expected, Stored
from judge import PublishError
from judge.runner import CellDied
from judge.spec import AnyDocument, SourceFile, SpecError

_SANDBOX_FAILED = "The sandbox failed while the problem was being proved."
_VERSION_TAG = re.compile(r'(?:W/)?"(\d{1,9})"')
_LAST = 10**9


def parse_expected(if_match: str | None, if_none_match: str | None) -> Expected:
    """Return what the headers expect to be stored. Raises Invalid for others than ours."""
    if if_none_match is not None and if_none_match.strip() != "*":
        raise Invalid("If-None-Match may only be *: publish if there is no such problem.")
    if if_match is None or if_match.strip() == "*":
        return Expected(absent=if_none_match is not None)
    tag = _VERSION_TAG.fullmatch(if_match.strip())
    if tag is None:
        raise Invalid('If-Match must be a version in quotes, as in If-Match: "3".')
    return Expected(version=int(tag[1]), absent=if_none_match is not None)


async def publish_problem(
    context: Context, who: str, problem_id: str, text: str, note: str | None, expected: Expected
) -> PublishedVersion:
    """Make `text` the problem's current version.

    Raises Invalid, InvalidProblem, PreconditionFailed, Unavailable.
    """
    try:
        source = parse_draft(context, text, problem_id)
        document = source.document
        if document.id != problem_id:
            raise Invalid(f"The path says {problem_id!r}, the text {document.id!r}.", "id")
        _check_place(context, source)
        entry, created = await context.catalogue.put(source, who, note, expected)
    except (SpecError, PublishError) as error:
        raise InvalidProblem(error.issues) from error
    except CellDied as error:
        raise Unavailable(_SANDBOX_FAILED) from error
    return PublishedVersion(
        id=entry.id, version=entry.version, created=created, content_hash=source.content_hash
    )


def _check_place(context: Context, source: SourceFile[AnyDocument]) -> None:
    """Raise Invalid when the number, or the id for another kind, is somebody else's."""
    document = source.document
    there = context.catalogue.find_any(document.id)
    if there is not None and there.document.kind != document.kind:
        raise Invalid(f"{document.id!r} is a {there.document.kind} already.", field="id")
    twin = context.catalogue.find_twin(source)
    if twin is not None:
        raise Invalid(f"The number {document.number} is taken by {twin.id}.", field="number")


async def list_problems(
    context: Context,
    q: str | None,
    kind: str | None,
    withdrawn: bool | None,
    cursor: str | None,
    limit: int,
) -> tuple[list[AdminProblem], str | None]:
    """Return a page of all problems, by number, and the next page's cursor."""
    stored = await versions.read_all(context.database)
    counts = await read_counts(context.database)
    after = tuple(decode_cursor(cursor, int, str)) if cursor is not None else None
    found = []
    for row in stored.values():
        entry = context.catalogue.find_any(row.id)
        number = entry.document.number if entry else _LAST
        title = entry.document.title if entry else row.id
        text = f"{row.id} {number} {title}".casefold()
        wanted = all(word in text for word in (q or "").casefold().split())
        wanted = wanted and (withdrawn is None or withdrawn == row.withdrawn)
        wanted = wanted and (kind is None or kind == row.kind)
        if wanted and (after is None or (number, row.id) > after):
            found.append((number, row, entry))
    found.sort(key=lambda item: (item[0], item[1].id))
    last = found[limit - 1] if len(found) > limit else None
    page = [
        _admin_problem(context, row, entry, counts.get(row.id, Count()))
        for _, row, entry in found[:limit]
    ]
    return page, encode_cursor(last[0], last[1].id) if last else None


def _admin_problem(
    context: Context, row: Stored, entry: AnyEntry | None, count: Count
) -> AdminProblem:
    files = context.catalogue.files
    document = entry.document if entry else None
    return AdminProblem.model_validate(
        {
            "id": row.id,
            "kind": row.kind,
            "number": document.number if document else None,
            "title": document.title if document else row.id,
            "difficulty": getattr(document, "difficulty", None),
            "version": row.version,
            "withdrawn": row.withdrawn,
            "has_file": row.id in files,
            "differs_from_file": row.id in files and files[row.id] != row.content_hash,
            "judged": count.judged,
            "accepted": count.accepted,
            "mutants": row.mutants,
            "updated_at": row.updated_at,
        }
    )


async def get_source(
    context: Context, problem_id: str, version: int | None
) -> tuple[str, int, Stored]:
    """Return a version's YAML (the current one's for None) and its number. Raises NotFound."""
    stored = await versions.find(context.database, problem_id)
    if stored is None:
        raise NotFound("There is no such problem.")
    number = stored.version if version is None else version
    text = await versions.read_source(context.database, problem_id, number)
    return text, number, stored


async def list_versions(context: Context, problem_id: str) -> list[Version]:
    """Return the problem's versions, newest first. Raises NotFound for an unknown problem."""
    history = await versions.read_history(context.database, problem_id)
    if not history:
        raise NotFound("There is no such problem.")
    return [Version.model_validate(info, from_attributes=True) for info in history]


async def withdraw_problem(context: Context, who: str, problem_id: str) -> Offered:
    """Offer a problem no longer. Raises NotFound."""
    await context.catalogue.withdraw(problem_id, who)
    return _offered(context, problem_id)


async def restore_problem(context: Context, who: str, problem_id: str) -> Offered:
    """Offer a withdrawn problem again. Raises NotFound, Conflict, InvalidProblem, Unavailable."""
    try:
        await context.catalogue.restore(problem_id, who)
    except (SpecError, PublishError) as error:
        raise InvalidProblem(error.issues) from error
    except CellDied as error:
        raise Unavailable(_SANDBOX_FAILED) from error
    return _offered(context, problem_id)


def _offered(context: Context, problem_id: str) -> Offered:
    entry: Any = context.catalogue.find_any(problem_id)
    withdrawn = context.catalogue.is_withdrawn(problem_id)
    return Offered(id=problem_id, version=entry.version, withdrawn=withdrawn)
