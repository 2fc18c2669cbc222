"""All that is stored of an account, for its owner."""

import json
from collections.abc import AsyncIterator, Sequence
from typing import Any

from sqlalchemy import RowMapping, select

from api.accounts.schemas import Account
from api.accounts.tokens import list_tokens
from api.store.session import Database
from api.store.tables import (
    ActiveDay,
    Answer,
    CodeDraft,
    FeedbackRow,
    HintOpening,
    Journey,
    Note,
    ProviderIdentity,
    Review,
    Submission,
    TextDraft,
)
from api.webhooks.service import list_webhooks

_BATCH = 100
_FIELDS = (
    "id", "problem_id", "version", "mode", "code", "inputs", "status", "verdict", "score",
    "passed", "total", "time_ms", "memory_kib", "diagnosis", "error", "stdout", "tests",
    "created_at", "finished_at", "code_removed_at",
)  # fmt: skip

_Table = (
    type[Answer]
    | type[Journey]
    | type[HintOpening]
    | type[CodeDraft]
    | type[Note]
    | type[ActiveDay]
    | type[Review]
    | type[ProviderIdentity]
    | type[FeedbackRow]
    | type[TextDraft]
)
_BESIDES: dict[str, _Table] = {
    "answers": Answer,
    "journeys": Journey,
    "hints": HintOpening,
    "drafts": CodeDraft,
    "text_drafts": TextDraft,
    "notes": Note,
    "days": ActiveDay,
    "reviews": Review,
    "identities": ProviderIdentity,
    "feedback": FeedbackRow,
}


async def export_account(database: Database, account: Account) -> AsyncIterator[str]:
    """Yield one JSON document in pieces, so that its size does not matter."""
    owner = Account.model_dump(account, mode="json", include=set(Account.model_fields))
    tokens = [token.model_dump(mode="json") for token in await list_tokens(database, account.id)]
    hooks = [hook.model_dump(mode="json") for hook in await list_webhooks(database, account.id)]
    yield f'{{"account": {json.dumps(owner)}, "tokens": {json.dumps(tokens)}, '
    yield f'"webhooks": {json.dumps(hooks)}, "submissions": ['
    after = ""
    while True:
        rows = await _read_batch(database, account.id, after)
        for row in rows:
            yield ("," if after else "") + json.dumps(dict(row), default=_text)
            after = row["id"]
        if len(rows) < _BATCH:
            break
    yield "]"
    for name, table in _BESIDES.items():
        # A row a part, a problem, a hint or a day: never many.
        rows = await _read_all(database, table, account.id)
        yield f', "{name}": {json.dumps([dict(row) for row in rows], default=_text)}'
    yield "}\n"


async def _read_all(database: Database, table: _Table, user_id: str) -> Sequence[RowMapping]:
    shown = [column for column in table.__table__.columns if column.name != "user_id"]
    # PostgreSQL keeps no order of its own.
    query = select(*shown).where(table.user_id == user_id).order_by(*table.__table__.primary_key)
    return await database.read(lambda connection: connection.execute(query).mappings().all())


async def _read_batch(database: Database, user_id: str, after: str) -> Sequence[RowMapping]:
    query = (
        select(*(getattr(Submission, name) for name in _FIELDS))
        .where(
            Submission.user_id == user_id,
            Submission.mode.in_(("submit", "run")),
            Submission.id > after,
        )
        .order_by(Submission.id)
        .limit(_BATCH)
    )
    return await database.read(lambda connection: connection.execute(query).mappings().all())


def _text(value: Any) -> str:
    return str(value.isoformat())
