"""Figures that a program drew: PNG files of its own making, looked at before anybody sees them."""

import struct
from dataclasses import dataclass
from typing import Any

from judge.runner.wire import WireError, clean

_MAX_WIDTH, _MAX_HEIGHT = 1600, 1200
_MAX_TEXT = 300
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_HEADER = struct.Struct(">II")
# What an image needs; texts, profiles and frames of animations are left out.
_KEPT = frozenset((b"IHDR", b"PLTE", b"tRNS", b"pHYs", b"IDAT", b"IEND"))


@dataclass(frozen=True)
class FigureLimits:
    """How much of what a program draws is taken."""

    each: int = 4
    """Figures of one test."""
    all: int = 4
    """Figures of all tests together."""
    bytes: int = 1 << 20
    """Of all figures together."""


@dataclass(frozen=True)
class Drawing:
    """A figure: a PNG whose size is known to be as it says, and what its titles and labels say."""

    png: bytes
    width: int
    height: int
    text: str


def read_drawing(text: Any, png: bytes) -> Drawing:
    """Check a figure that a child has sent. Raises WireError."""
    if not isinstance(text, str):
        raise WireError("a figure without a text")
    chunks = _chunks(png)
    kinds = [kind for kind, _ in chunks]
    if kinds[:1] != [b"IHDR"] or kinds[-1:] != [b"IEND"] or kinds.count(b"IHDR") != 1:
        raise WireError("a figure that is no PNG")
    header = chunks[0][1]
    if len(header) != 4 + 4 + 13 + 4:
        raise WireError("a figure that is no PNG")
    width, height = _HEADER.unpack_from(header, 8)
    if not (0 < width <= _MAX_WIDTH and 0 < height <= _MAX_HEIGHT):
        raise WireError("a figure that is too large")
    kept = b"".join(chunk for kind, chunk in chunks if kind in _KEPT)
    return Drawing(_SIGNATURE + kept, width, height, clean(text[:_MAX_TEXT]))


def _chunks(png: bytes) -> list[tuple[bytes, bytes]]:
    """The chunks of a PNG by kind, each whole; none if it is not made of them to its last byte."""
    found = []
    at = len(_SIGNATURE)
    if png[:at] != _SIGNATURE:
        return []
    while at < len(png):
        end = at + 12 + int.from_bytes(png[at : at + 4], "big")
        if end > len(png):
            return []
        found.append((png[at + 4 : at + 8], png[at:end]))
        at = end
    return found
