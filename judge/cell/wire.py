"""The wire format, the cell's end: values as JSON and raw array bytes. See docs/wire.md.

A packed value is two parts: a JSON tree, and a blob in which the arrays lie. `judge.runner.wire` is
the other end; one golden file holds both to the same bytes.

    null true "text" 1 1.5      themselves (finite floats, integers below 2**63)
    {"f": "nan"}                nan, inf, -inf
    {"i": "123..."}             a larger integer
    {"c": [re, im]}             a complex number
    {"l": [...]}  {"t": [...]}  a list, a tuple
    {"d": [[key, value], ...]}  a dict
    {"a": ["<f8", [2, 3], 64]}  an array: dtype, shape, where in the blob it begins
    {"g": ["<f8", 64]}          a NumPy scalar
    {"o": "set"}                something that cannot be sent: the name of its type
"""

import json
import math
from collections.abc import Callable
from typing import Any

import numpy as np

HEAD_BYTES = 8
ALIGNMENT = 64
# From here on, mapping an array and comparing it in place takes less than copying it.
LARGE_BYTES = 1 << 18
# No objects, ever.
DTYPES = frozenset(
    (
        "|b1", "|i1", "<i2", "<i4", "<i8", "|u1", "<u2", "<u4", "<u8", "<f2", "<f4", "<f8", "<c8",
        "<c16",
    )
)  # fmt: skip
KINDS = {name: np.dtype(name) for name in DTYPES}
_MAX_DEPTH = 32
_MAX_INTEGER_BITS = 4096
encode = json.JSONEncoder(separators=(",", ":"), allow_nan=False).encode
"""Plain data as JSON."""
_quote = json.encoder.encode_basestring_ascii
_type_name = type.__dict__["__name__"].__get__


class Packer:
    """Packs values one after another: each as JSON text, all their arrays into one blob."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []
        self.size = 0

    def pack(self, value: Any, depth: int = 0) -> str:
        """The tree of `value` as JSON; its arrays are added to the blob."""
        kind = type(value)
        if kind is float:
            return repr(value) if math.isfinite(value) else f'{{"f":"{value!r}"}}'
        if kind is str:
            return _quote(value)
        if value is None:
            return "null"
        if kind is bool:
            return "true" if value else "false"
        if kind is int:
            if -(2**63) < value < 2**63:
                return str(value)
            few = value.bit_length() <= _MAX_INTEGER_BITS
            return f'{{"i":"{value}"}}' if few else _opaque(value)
        if depth > _MAX_DEPTH:
            return '{"o":"deeply nested value"}'
        if kind is np.ndarray:
            return self._array(value)
        if kind is complex:
            return f'{{"c":[{self.pack(value.real)},{self.pack(value.imag)}]}}'
        if kind is list or kind is tuple:
            tag = "l" if kind is list else "t"
            items = ",".join([self.pack(item, depth + 1) for item in value])
            return f'{{"{tag}":[{items}]}}'
        if kind is dict:
            pairs = [
                f"[{self.pack(key, depth + 1)},{self.pack(item, depth + 1)}]"
                for key, item in value.items()
            ]
            return f'{{"d":[{",".join(pairs)}]}}'
        if isinstance(value, np.generic):
            array = _sendable(np.asarray(value))
            if array is not None:
                return f'{{"g":["{array.dtype.str}",{self._place(array)}]}}'
        return _opaque(value)

    def _array(self, array: "np.ndarray[Any, Any]") -> str:
        sendable = _sendable(array)
        if sendable is None:
            return f'{{"o":{_quote(f"ndarray of {array.dtype}"[:80])}}}'
        shape = ",".join(map(str, sendable.shape))
        return f'{{"a":["{sendable.dtype.str}",[{shape}],{self._place(sendable)}]}}'

    def _place(self, array: "np.ndarray[Any, Any]") -> int:
        """Where in the blob the array begins, which is added to it."""
        padding = -self.size % ALIGNMENT
        data = array.tobytes()
        if padding:
            self.pieces.append(bytes(padding))
        offset = self.size + padding
        self.pieces.append(data)
        self.size = offset + len(data)
        return offset

    def frame(self, text: str) -> bytes:
        """The whole frame: two lengths, the message, which is JSON, and the blob."""
        message = text.encode()
        head = len(message).to_bytes(4, "little") + self.size.to_bytes(4, "little")
        return b"".join([head, message, *self.pieces])


def _sendable(array: "np.ndarray[Any, Any]") -> "np.ndarray[Any, Any] | None":
    """The array in the byte order of the wire, None if it has no type that can be sent."""
    if array.dtype.str in DTYPES:
        return array
    dtype = array.dtype.newbyteorder("<")
    return array.astype(dtype) if dtype.str in DTYPES else None


def _opaque(value: Any) -> str:
    return f'{{"o":{_quote(_type_name(type(value))[:80])}}}'


# Makes a fresh array of a dtype, a shape, its size and its offset in bytes; None where it cannot.
MakeArray = Callable[[str, list[int], int, int], Any]


def unpack(tree: Any, blob: memoryview, make_large: MakeArray | None = None) -> Any:
    """The value of a tree that the judge has packed; arrays are fresh and writable: copies, or
    what `make_large` makes of large ones.
    """
    if type(tree) is not dict:
        return tree
    ((tag, body),) = tree.items()
    if tag == "a":
        dtype, shape, offset = body
        array = np.ndarray(shape, KINDS[dtype], blob, offset)
        if array.nbytes >= LARGE_BYTES and make_large is not None:
            made = make_large(dtype, shape, array.nbytes, offset)
            if made is not None:
                return made
        return array.copy()
    if tag == "g":
        return np.frombuffer(blob, body[0], 1, body[1])[0]
    if tag == "d":
        return {
            unpack(key, blob, make_large): unpack(value, blob, make_large) for key, value in body
        }
    if tag == "l":
        return [unpack(item, blob, make_large) for item in body]
    if tag == "t":
        return tuple(unpack(item, blob, make_large) for item in body)
    if tag == "f":
        return float(body)
    if tag == "i":
        return int(body)
    if tag == "c":
        return complex(*(unpack(part, blob) for part in body))
    raise ValueError(f"unknown tag {tag!r}")
