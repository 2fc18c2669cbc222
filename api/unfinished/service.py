"""Keeping drafts. A save says which revision it was made from, so that none is lost unseen."""

from typing import Any, ClassVar

from sqlalchemy import Connection, select, update

from api.context import Context
from api.errors import ApiError
from api.store.tables import CodeDraft as Row
from api.store.tables import utc_now
from api.store.upsert import insert_new
from api.submissions.checks import check_code, check_plain
from api.unfinished.schemas import CodeDraft, NewCodeDraft

NOTHING = CodeDraft(revision=0, code=None, inputs=None, saved_at=None)


class DraftConflict(ApiError):
    """The code was saved elsewhere meanwhile; `draft` is what is kept."""

    status: ClassVar[int] = 409
    type: ClassVar[str] = "draft-conflict"
    title: ClassVar[str] = "Saved elsewhere meanwhile"


async def get_draft(context: Context, user_id: str, problem_id: str) -> CodeDraft:
    """Return the draft, revision 0 if there is none. Raises NotFound, Gone."""
    context.catalogue.get(problem_id)
    return await context.database.read(lambda c: read_draft(c, user_id, problem_id))


def read_draft(connection: Connection, user_id: str, problem_id: str) -> CodeDraft:
    """Return the draft as it is stored, revision 0 if there is none."""
    query = select(Row.revision, Row.code, Row.inputs, Row.saved_at).where(
        *_key(user_id, problem_id)
    )
    row = connection.execute(query).one_or_none()
    return NOTHING if row is None else CodeDraft.model_validate(dict(row._mapping))


async def save_draft(
    context: Context, user_id: str, problem_id: str, new: NewCodeDraft
) -> CodeDraft:
    """Keep code in the place of the revision that it was made from; return what is kept.

    Sending the same again changes nothing. Raises NotFound, Gone, TooMany, TooLarge, Invalid, and
    DraftConflict when another revision is stored.
    """
    context.limits.hit("draft", user_id)
    context.catalogue.get(problem_id)
    check_code(new.code, context.settings.max_code_bytes)
    if new.inputs is not None:
        check_plain(new.inputs)
        check_code("".join(new.inputs.values()), context.settings.max_code_bytes)

    def write(connection: Connection) -> tuple[bool, CodeDraft]:
        values = {
            "revision": new.revision + 1,
            "code": new.code,
            "inputs": new.inputs,
            "saved_at": utc_now(),
        }
        if new.revision == 0:
            row = {"user_id": user_id, "problem_id": problem_id, **values}
            saved = insert_new(connection, Row, row)
        else:
            before = read_draft(connection, user_id, problem_id)
            made_from = update(Row).where(*_key(user_id, problem_id), Row.revision == new.revision)
            saved = not _is_same(before, new) and (
                connection.execute(made_from.values(values)).rowcount > 0
            )
        stored = read_draft(connection, user_id, problem_id)
        return saved or _is_same(stored, new), stored

    kept, stored = await context.database.write(write)
    if not kept:
        raise DraftConflict(
            "Other code was saved for this problem meanwhile.",
            draft=stored.model_dump(mode="json"),
        )
    return stored


def _is_same(kept: CodeDraft, new: NewCodeDraft) -> bool:
    return (kept.code, kept.inputs) == (new.code, new.inputs)


def _key(user_id: str, problem_id: str) -> tuple[Any, ...]:
    return Row.user_id == user_id, Row.problem_id == problem_id
