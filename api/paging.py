"""Pages of a list: an opaque cursor says where the next one starts."""

import base64
import binascii
import json
from typing import Annotated, Any, Generic, TypeVar

from fastapi import Query
from pydantic import BaseModel, Field

from api.errors import Invalid

Item = TypeVar("Item")

Cursor = Annotated[
    str | None, Query(max_length=500, description="`next` of the page before; leave out to start.")
]
Limit = Annotated[int, Query(ge=1, le=200, description="Most items on a page.")]


class Page(BaseModel, Generic[Item]):
    """One page of a list."""

    items: list[Item]
    next: str | None = Field(description="Cursor of the next page, null on the last one.")


def encode_cursor(*parts: str | int) -> str:
    """Return a cursor for the position after `parts`, the sort key of a page's last item."""
    packed = json.dumps(parts, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(packed).rstrip(b"=").decode()


def decode_cursor(cursor: str, *kinds: type[str] | type[int]) -> list[str | int]:
    """Return the parts of a cursor, one of each of `kinds`. Raises Invalid for any other text."""
    try:
        packed = base64.b64decode(cursor + "=" * (-len(cursor) % 4), b"-_", validate=True)
        parts = json.loads(packed)
    except (binascii.Error, ValueError, RecursionError) as error:
        raise Invalid("This is not a cursor of this list.", field="cursor") from error
    fits = isinstance(parts, list) and len(parts) == len(kinds)
    if not fits or not all(map(_is_storable, parts, kinds)):
        raise Invalid("This is not a cursor of this list.", field="cursor")
    return list(parts)


def _is_storable(part: Any, kind: type[str] | type[int]) -> bool:
    """Tell whether a part is of its kind, and something that a database can be asked for."""
    if type(part) is not kind:
        return False
    return part.isprintable() if isinstance(part, str) else abs(part) < 2**63
