"""The wire format, the judge's end. Everything read here may be hostile. See docs/wire.md.

`judge.cell.wire` is the other end; one golden file holds both to the same bytes.
"""

import json
import math
import struct
from typing import Any, NoReturn

import numpy as np
from numpy.typing import NDArray

from judge.opaque import Opaque

HEAD = struct.Struct("<II")
ALIGNMENT = 64
# No objects, ever.
DTYPES = frozenset(
    (
        "|b1", "|i1", "<i2", "<i4", "<i8", "|u1", "<u2", "<u4", "<u8", "<f2", "<f4", "<f8", "<c8",
        "<c16",
    )
)  # fmt: skip
_KINDS = {name: np.dtype(name) for name in DTYPES}
_MAX_DEPTH = 40
_MAX_SIZE = 2**40
_PLAIN = frozenset((int, float, bool, type(None)))
# Keys that a program may choose to have one hash take quadratic time; texts and integers that are
# their own hash do not.
_MAX_ODD_KEYS = 1000
_MAX_OWN_HASH = 2**61 - 2
# A long text becomes far more memory once it is parsed.
_MAX_JSON_BYTES = 2 << 20
_MAX_ALL_JSON_BYTES = 4 << 20
# So do many small values: an empty list takes 3 bytes of text and sixty of memory, and hundreds
# where it stands in a tree. Numbers in full use up the bytes above before they use up these.
_MAX_ELEMENTS = 250_000


class WireError(ValueError):
    """What came is not what the format allows."""


class Packer:
    """Packs trusted values one after another into one blob."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        self._size = 0

    def pack(self, value: Any) -> Any:
        """The JSON tree of `value`; its arrays are added to the blob."""
        if value is None or isinstance(value, bool | str):
            return value
        if isinstance(value, np.ndarray):
            return {"a": self._place(value)}
        if isinstance(value, np.generic):
            return {"g": self._place(np.asarray(value))[::2]}
        if isinstance(value, float):
            return value if math.isfinite(value) else {"f": repr(value)}
        if isinstance(value, int):
            return value if -(2**63) < value < 2**63 else {"i": str(value)}
        if isinstance(value, complex):
            return {"c": [self.pack(value.real), self.pack(value.imag)]}
        if isinstance(value, list):
            return {"l": [self.pack(item) for item in value]}
        if isinstance(value, tuple):
            return {"t": [self.pack(item) for item in value]}
        if isinstance(value, dict):
            return {"d": [[self.pack(k), self.pack(v)] for k, v in value.items()]}
        if isinstance(value, Opaque):
            return {"o": value.type_name}
        raise WireError(f"a {type(value).__name__} cannot be sent")

    def _place(self, array: NDArray[Any]) -> list[Any]:
        dtype = array.dtype.newbyteorder("<")
        if dtype.str not in DTYPES:
            raise WireError(f"an array of {array.dtype} cannot be sent")
        padding = -self._size % ALIGNMENT
        data = array.astype(dtype, copy=False).tobytes()
        if padding:
            self._pieces.append(bytes(padding))
        offset = self._size + padding
        self._pieces.append(data)
        self._size = offset + len(data)
        return [dtype.str, list(array.shape), offset]

    def frame(self, message: Any, *, aligned: bool = False) -> bytes:
        """The whole frame: two lengths, the message as JSON, the blob.

        `aligned`: in memory that begins at a page, the arrays lie where a processor wants them.
        """
        text = json.dumps(message, separators=(",", ":"), allow_nan=False).encode()
        if aligned:
            text += b" " * (-(HEAD.size + len(text)) % ALIGNMENT)
        return b"".join([HEAD.pack(len(text), self._size), text, *self._pieces])


def unpack(tree: Any, blob: memoryview | bytes) -> Any:
    """The value of a tree, strictly: raises WireError for anything that the format does not have.

    Arrays are read-only views of `blob`.
    """
    try:
        return _Reader(blob).value(tree, 0)
    except WireError:
        raise
    except (ValueError, TypeError, KeyError, IndexError, OverflowError) as error:
        raise WireError(f"malformed value: {error}") from None


class _Reader:
    """Reads one tree. No byte of the blob counts twice: many arrays over one would be a bomb."""

    def __init__(self, blob: memoryview | bytes) -> None:
        self._blob = blob
        self._left = len(blob)

    def value(self, tree: Any, depth: int) -> Any:
        if type(tree) is not dict:
            if isinstance(tree, str):
                return clean(tree)
            if tree is None or isinstance(tree, bool | int | float):
                return tree
            raise WireError("malformed value")
        if depth > _MAX_DEPTH or len(tree) != 1:
            raise WireError("malformed value")
        ((tag, body),) = tree.items()
        if tag == "a":
            dtype, shape, offset = body
            return self._array(dtype, shape, offset)
        if tag == "g":
            dtype, offset = body
            return self._array(dtype, [], offset)[()]
        if tag == "f" and body in ("nan", "inf", "-inf"):
            return float(body)
        if tag == "i" and isinstance(body, str) and len(body) <= 1300:
            return int(body)
        if tag == "c":
            real, imaginary = (self.value(part, depth + 1) for part in body)
            return complex(float(real), float(imaginary))
        if tag in ("l", "t") and isinstance(body, list):
            items = [item if type(item) in _PLAIN else self.value(item, depth + 1) for item in body]
            return items if tag == "l" else tuple(items)
        if tag == "d":
            if sum(map(_is_odd, body)) > _MAX_ODD_KEYS:
                raise WireError("too many keys that are neither text nor small integers")
            return {self.value(key, depth + 1): self.value(value, depth + 1) for key, value in body}
        if tag == "o" and isinstance(body, str):
            return Opaque(clean(body[:80]))
        raise WireError("malformed value")

    def _array(self, dtype: Any, shape: Any, offset: Any) -> NDArray[Any]:
        kind = _KINDS.get(dtype)
        if kind is None or len(shape) > 16:
            raise WireError("malformed array")
        for size in (*shape, offset):
            if type(size) is not int or not 0 <= size < _MAX_SIZE:
                raise WireError("malformed array")
        size = math.prod(shape) * kind.itemsize
        self._left -= size
        if self._left < 0 or offset + size > len(self._blob):
            raise WireError("an array reaches past the end of its frame")
        return np.ndarray(shape, kind, self._blob, offset) if size else np.empty(shape, kind)


def _is_odd(pair: Any) -> bool:
    key = pair[0]
    return type(key) is not str and not (type(key) is int and abs(key) <= _MAX_OWN_HASH)


def clean(text: str) -> str:
    """Text that can be stored and sent on as UTF-8: without lone surrogates."""
    return text.encode("utf-8", "replace").decode()


def _no_constant(name: str) -> NoReturn:
    raise WireError(f"{name} is not JSON")


# One value and where it ends; nothing may come before it or after.
_parse_json = json.JSONDecoder(parse_constant=_no_constant).raw_decode


class FrameReader:
    """Cuts a stream of bytes into frames; raises WireError for what cannot be one."""

    def __init__(self, limit_bytes: int) -> None:
        self._buffer = bytearray()
        self._limit = limit_bytes
        self.received = 0
        self._text = 0
        self._elements = 0

    @property
    def over_limit(self) -> bool:
        """More has come, or is announced, than may."""
        return (
            self.received > self._limit
            or self._announced() > self._limit
            or self._announced_text() > _MAX_JSON_BYTES
            or self._text > _MAX_ALL_JSON_BYTES
            or self._elements > _MAX_ELEMENTS
        )

    def _announced_text(self) -> int:
        return int(HEAD.unpack_from(self._buffer)[0]) if len(self._buffer) >= HEAD.size else 0

    def _announced(self) -> int:
        if len(self._buffer) < HEAD.size:
            return 0
        return sum(HEAD.unpack_from(self._buffer))

    def feed(self, data: bytes) -> list[tuple[dict[str, Any], bytes]]:
        """The frames that are whole now: each its message and its blob."""
        buffer = self._buffer
        buffer += data
        self.received += len(data)
        frames = []
        begin, size = 0, len(buffer)
        while size - begin >= HEAD.size:
            length, blob_length = HEAD.unpack_from(buffer, begin)
            end = HEAD.size + length + blob_length
            if end > self._limit or length > _MAX_JSON_BYTES or size - begin < end:
                break
            frame = bytes(buffer[begin : begin + end])
            begin += end
            text = frame[HEAD.size : HEAD.size + length]
            self._text += length
            self._elements += _elements(text)
            if self._text > _MAX_ALL_JSON_BYTES or self._elements > _MAX_ELEMENTS:
                break
            frames.append((_parse(text), frame[HEAD.size + length :]))
        del buffer[:begin]
        return frames


def _elements(text: bytes) -> int:
    """As many values as a JSON text may hold, or more: counted before any of them is made."""
    return text.count(b",") + text.count(b"[") + text.count(b"{")


def _parse(text: bytes) -> dict[str, Any]:
    try:
        decoded = text.decode()
        message, end = _parse_json(decoded)
    except (ValueError, RecursionError) as error:
        raise WireError(f"malformed message: {error}") from None
    if type(message) is not dict or end != len(decoded):
        raise WireError("malformed message")
    return message
