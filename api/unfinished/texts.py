"""Keeping what is written into labs and questions: cells, answers in words, answers to parts.

As a draft of code does, each names the revision that it was made from, so that none is lost unseen.
"""

from typing import Any

from sqlalchemy import Connection, select, update

from api.context import Context
from api.errors import NotFound
from api.problems.entries import AnyEntry
from api.store.tables import TextDraft as Row
from api.store.tables import utc_now
from api.store.upsert import insert_new
from api.submissions.checks import check_code
from api.unfinished.schemas import NewTextDraft, TextDraft
from api.unfinished.service import DraftConflict
from judge.spec import Lab, Question
from judge.spec.lab import CodeItem, ExplainItem


async def list_texts(context: Context, user_id: str, document_id: str) -> list[TextDraft]:
    """Return what somebody has written into a document so far, by place. Raises NotFound, Gone."""
    _find(context, document_id)
    query = (
        select(Row.place, Row.revision, Row.text, Row.saved_at)
        .where(Row.user_id == user_id, Row.document_id == document_id)
        .order_by(Row.place)
    )
    rows = await context.database.read(lambda c: c.execute(query).mappings().all())
    return [TextDraft.model_validate(dict(row)) for row in rows]


async def save_text(
    context: Context, user_id: str, document_id: str, place: str, new: NewTextDraft
) -> TextDraft:
    """Keep a text in the place of the revision that it was made from; return what is kept.

    Sending the same again changes nothing. Raises NotFound, Gone, TooMany, TooLarge, Invalid, and
    DraftConflict when another revision is stored.
    """
    context.limits.hit("draft", user_id)
    if place not in places_of(_find(context, document_id)):
        raise NotFound("There is no such place to write in.")
    check_code(new.text or "", context.settings.max_code_bytes)
    key = Row.user_id == user_id, Row.document_id == document_id, Row.place == place

    def write(connection: Connection) -> tuple[bool, TextDraft]:
        values = {"revision": new.revision + 1, "text": new.text, "saved_at": utc_now()}
        if new.revision == 0:
            row = {"user_id": user_id, "document_id": document_id, "place": place, **values}
            saved = insert_new(connection, Row, row)
        else:
            made_from = update(Row).where(
                *key, Row.revision == new.revision, Row.text.is_distinct_from(new.text)
            )
            saved = connection.execute(made_from.values(values)).rowcount > 0
        stored = _read(connection, place, key)
        return saved or stored.text == new.text, stored

    kept, stored = await context.database.write(write)
    if not kept:
        raise DraftConflict(
            "Another text was saved here meanwhile.", draft=stored.model_dump(mode="json")
        )
    return stored


def places_of(entry: AnyEntry) -> frozenset[str]:
    """Return where a document can be written into: cells, prompts and parts, from 1."""
    document = entry.document
    if isinstance(document, Question):
        return _numbered("part", len(document.parts))
    if isinstance(document, Lab):
        items = [item for section in document.sections for item in section.items]
        cells = sum(isinstance(item, CodeItem) for item in items) + bool(document.setup)
        prompts = sum(isinstance(item, ExplainItem) for item in items)
        return _numbered("cell", cells) | _numbered("prompt", prompts)
    return frozenset()


def _numbered(name: str, count: int) -> frozenset[str]:
    return frozenset(f"{name}-{number}" for number in range(1, count + 1))


def _find(context: Context, document_id: str) -> AnyEntry:
    entry = context.catalogue.find_any(document_id)
    if entry is None or entry.document.kind not in ("lab", "question"):
        raise NotFound("There is no lab and no question of this name.")
    return entry


def _read(connection: Connection, place: str, key: tuple[Any, ...]) -> TextDraft:
    query = select(Row.place, Row.revision, Row.text, Row.saved_at).where(*key)
    row = connection.execute(query).one_or_none()
    if row is None:
        return TextDraft(place=place, revision=0, text=None, saved_at=None)
    return TextDraft.model_validate(dict(row._mapping))
