"""Identifiers that sort by time and cannot be guessed (UUID version 7, RFC 9562)."""

import math
import secrets
import time
import uuid
from datetime import UTC, datetime


def new_id() -> str:
    """Return a UUIDv7 in canonical text: 48 bits of Unix milliseconds, then 74 random bits."""
    milliseconds = time.time_ns() // 1_000_000
    value = (milliseconds & (2**48 - 1)) << 80 | secrets.randbits(80)
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return str(uuid.UUID(int=value))


def is_id(text: str) -> bool:
    """Tell whether `text` is a UUID in canonical form, as `new_id` makes them."""
    try:
        return str(uuid.UUID(text)) == text
    except ValueError:
        return False


def time_of(made: str) -> datetime:
    """Return when `new_id` made an identifier, to the millisecond."""
    return datetime.fromtimestamp((uuid.UUID(made).int >> 80) / 1000, UTC)


def first_id(moment: datetime) -> str:
    """Return the lowest identifier that `new_id` can make at a moment or after it."""
    milliseconds = max(0, math.floor(moment.timestamp() * 1000))
    return str(uuid.UUID(int=(milliseconds & (2**48 - 1)) << 80 | 0x7 << 76 | 0x2 << 62))
