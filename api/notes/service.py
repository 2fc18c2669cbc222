"""Keeping notes. Like a draft, a note says which revision it was made from."""

from typing import Any, ClassVar

from sqlalchemy import Connection, select, update

from api.context import Context
from api.errors import ApiError, Invalid, NotFound
from api.notes.schemas import NewNote, Note
from api.store.tables import Note as Row
from api.store.tables import utc_now
from api.store.upsert import insert_new

NOTHING = Note(revision=0, text="", saved_at=None)


class NoteConflict(ApiError):
    """The note was saved elsewhere meanwhile; `note` is what is kept."""

    status: ClassVar[int] = 409
    type: ClassVar[str] = "note-conflict"
    title: ClassVar[str] = "Saved elsewhere meanwhile"


async def get_note(context: Context, user_id: str, document_id: str) -> Note:
    """Return the note, revision 0 if there is none. Raises NotFound."""
    _check_document(context, document_id)
    return await context.database.read(lambda c: _read(c, user_id, document_id))


async def save_note(context: Context, user_id: str, document_id: str, new: NewNote) -> Note:
    """Keep a note in the place of the revision that it was made from; return what is kept.

    Sending the same again changes nothing. Raises NotFound, TooMany, Invalid, and NoteConflict
    when another revision is stored.
    """
    context.limits.hit("draft", user_id)
    _check_document(context, document_id)
    if any("\ud800" <= letter <= "\udfff" for letter in new.text):
        raise Invalid("The note is not valid Unicode.", field="text")

    def write(connection: Connection) -> tuple[bool, Note]:
        values = {"revision": new.revision + 1, "text": new.text, "saved_at": utc_now()}
        if new.revision == 0:
            row = {"user_id": user_id, "document_id": document_id, **values}
            saved = insert_new(connection, Row, row)
        else:
            made_from = update(Row).where(
                *_key(user_id, document_id), Row.revision == new.revision, Row.text != new.text
            )
            saved = connection.execute(made_from.values(values)).rowcount > 0
        stored = _read(connection, user_id, document_id)
        return saved or stored.text == new.text, stored

    kept, stored = await context.database.write(write)
    if not kept:
        raise NoteConflict(
            "Another text was saved as this note meanwhile.", note=stored.model_dump(mode="json")
        )
    return stored


def _check_document(context: Context, document_id: str) -> None:
    if context.catalogue.find_any(document_id) is None:
        raise NotFound("There is nothing of this name to note something about.")


def _read(connection: Connection, user_id: str, document_id: str) -> Note:
    query = select(Row.revision, Row.text, Row.saved_at).where(*_key(user_id, document_id))
    row = connection.execute(query).one_or_none()
    return NOTHING if row is None else Note.model_validate(dict(row._mapping))


def _key(user_id: str, document_id: str) -> tuple[Any, ...]:
    return Row.user_id == user_id, Row.document_id == document_id
