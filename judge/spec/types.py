"""The types of parameters and results.

    float int bool str complex any      scalars; `any` is whatever plain data there is
    float64[n, d] int64[n] bool[...]    arrays: sizes are names or numbers, `...` is any shape
    list[T] tuple[T, U] dict[str, T]    containers
    optional[T]                         T or nothing (null, None)
    callable                            Python source of an expression that is a function

A type turns plain data (from YAML, JSON or a generator) into the value that a solution is called
with, and says what is wrong with data that does not fit. Named dimensions bind to the first size
that they meet and must then stay the same: pass one `Dims` through all values of a test.
"""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol

import numpy as np

from judge.opaque import Opaque

Dims = dict[str, int]
"""Sizes of named dimensions."""

_ARRAY_DTYPES = frozenset(
    (
        "bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64",
        "float16", "float32", "float64", "complex64", "complex128",
    )
)  # fmt: skip
_SCALARS = ("float", "int", "bool", "str", "complex", "any")
_NON_FINITE = {"nan": math.nan, "inf": math.inf, "-inf": -math.inf}
_MAX_ENTRIES = 10_000_000
MAX_INPUT_BYTES = 16 << 20
"""What one test's inputs may come to."""


class TypeMismatch(ValueError):
    """Data that is not of the type; the message says where and why."""


class ValueType(Protocol):
    """A parsed type."""

    def coerce(self, data: Any, dims: Dims) -> Any:
        """The value for `data`; binds dimensions. Raises TypeMismatch."""
        ...


@dataclass(frozen=True)
class Scalar:
    """`float`, `int`, `bool`, `str`, `complex` or `any`."""

    name: str

    def coerce(self, data: Any, dims: Dims) -> Any:
        if isinstance(data, np.generic) or (isinstance(data, np.ndarray) and data.ndim == 0):
            data = data.item()
        if self.name == "any":
            return _plain(data)
        if self.name == "str" and isinstance(data, str):
            return data
        if self.name == "bool" and isinstance(data, bool):
            return data
        if self.name == "int" and type(data) is int:
            return data
        if self.name == "float":
            if type(data) in (int, float):
                try:
                    return float(data)
                except OverflowError:
                    raise TypeMismatch("the number is too large for a float") from None
            if isinstance(data, str) and data in _NON_FINITE:
                return _NON_FINITE[data]
        if self.name == "complex":
            if type(data) is complex:
                return data
            if not isinstance(data, bool | list | tuple | dict | None):
                return complex(Array("complex128", ()).coerce(_complex(data), dims))
        raise TypeMismatch(f"expected {_a(self.name)}, got {_describe(data)}")


@dataclass(frozen=True)
class Array:
    """`dtype[dims]`; `dims` is None for any shape."""

    dtype: str
    dims: tuple[str | int, ...] | None

    def coerce(self, data: Any, dims: Dims) -> Any:
        array = self._to_array(data)
        if array.size > _MAX_ENTRIES:
            raise TypeMismatch(f"{array.size} entries; at most {_MAX_ENTRIES} are allowed")
        if self.dims is None:
            return array
        if array.ndim != len(self.dims):
            # An empty list says nothing of the dimensions after the first.
            raise TypeMismatch(
                f"expected {len(self.dims)} dimensions [{', '.join(map(str, self.dims))}],"
                f" got shape {array.shape}"
            )
        for dim, size in zip(self.dims, array.shape, strict=True):
            wanted = dim if isinstance(dim, int) else dims.setdefault(dim, size)
            if wanted != size:
                raise TypeMismatch(f"dimension {dim} is {wanted} elsewhere, here it is {size}")
        return array

    def _to_array(self, data: Any) -> Any:
        dtype = np.dtype(self.dtype)
        if isinstance(data, np.ndarray | np.generic):
            raw = np.asarray(data)
        elif isinstance(data, list | tuple | int | float | bool | complex):
            try:
                raw = np.array(_numbers(data, _complex if dtype.kind == "c" else _real))
            except (ValueError, OverflowError) as error:
                raise TypeMismatch(f"not an array of numbers: {error}") from None
        else:
            raise TypeMismatch(f"expected an array of {self.dtype}, got {_describe(data)}")
        if raw.size == 0:
            return raw.astype(dtype)
        if raw.dtype == object or not np.can_cast(raw.dtype, dtype, "same_kind"):
            raise TypeMismatch(f"expected numbers of {self.dtype}, got {raw.dtype}")
        with np.errstate(over="ignore"):
            array = raw.astype(dtype)
        if dtype.kind in "iu" and not np.array_equal(array, raw):
            raise TypeMismatch(f"a number does not fit in {self.dtype}")
        return array


@dataclass(frozen=True)
class Function:
    """`callable`: Python source of an expression, evaluated beside the candidate's code."""

    def coerce(self, data: Any, dims: Dims) -> Any:
        if not isinstance(data, str):
            raise TypeMismatch(f"expected source of a function, got {_describe(data)}")
        try:
            compile(data, "input", "eval")
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            raise TypeMismatch(f"not a Python expression: {error}") from None
        return data


@dataclass(frozen=True)
class ListOf:
    """`list[T]`."""

    item: ValueType

    def coerce(self, data: Any, dims: Dims) -> Any:
        if not isinstance(data, list | tuple):
            raise TypeMismatch(f"expected a list, got {_describe(data)}")
        return [_inside(f"[{i}]", self.item, item, dims) for i, item in enumerate(data)]


@dataclass(frozen=True)
class TupleOf:
    """`tuple[T, U]`."""

    items: tuple[ValueType, ...]

    def coerce(self, data: Any, dims: Dims) -> Any:
        if not isinstance(data, list | tuple) or len(data) != len(self.items):
            raise TypeMismatch(f"expected {len(self.items)} values, got {_describe(data)}")
        pairs = enumerate(zip(self.items, data, strict=True))
        return tuple(_inside(f"[{i}]", kind, item, dims) for i, (kind, item) in pairs)


@dataclass(frozen=True)
class DictOf:
    """`dict[str, T]`."""

    item: ValueType

    def coerce(self, data: Any, dims: Dims) -> Any:
        if not isinstance(data, dict) or not all(isinstance(key, str) for key in data):
            raise TypeMismatch(f"expected a dict with text keys, got {_describe(data)}")
        return {key: _inside(f"[{key!r}]", self.item, item, dims) for key, item in data.items()}


def _inside(path: str, kind: ValueType, data: Any, dims: Dims) -> Any:
    try:
        return kind.coerce(data, dims)
    except TypeMismatch as error:
        raise TypeMismatch(f"{path}: {error}") from None


@dataclass(frozen=True)
class Optional:
    """`optional[T]`."""

    item: ValueType

    def coerce(self, data: Any, dims: Dims) -> Any:
        return None if data is None else self.item.coerce(data, dims)


def value_bytes(value: Any) -> int:
    """About what a value takes when it is sent."""
    if isinstance(value, np.ndarray):
        return value.nbytes
    if isinstance(value, dict):
        return sum(value_bytes(key) + value_bytes(item) for key, item in value.items())
    if isinstance(value, list | tuple):
        return sum(map(value_bytes, value))
    return len(value) if isinstance(value, str) else 8


def _numbers(data: Any, read: Callable[[Any], Any]) -> Any:
    if isinstance(data, list | tuple):
        return [_numbers(item, read) for item in data]
    return read(data)


def _real(data: Any) -> Any:
    if isinstance(data, str):
        if data in _NON_FINITE:
            return _NON_FINITE[data]
        raise ValueError(f"{data[:40]!r} is no number")
    if data is None or isinstance(data, dict):
        raise ValueError(f"{_describe(data)} is no number")
    return data


def _complex(data: Any) -> Any:
    """A number, or a text such as "1+2j"."""
    if isinstance(data, str) and data not in _NON_FINITE:
        try:
            return complex(data.replace(" ", "").replace("i", "j"))
        except ValueError:
            raise TypeMismatch(f"{data[:40]!r} is no number; write 1+2j") from None
    return _real(data)


def _plain(data: Any) -> Any:
    if (
        isinstance(data, dict | list | tuple | str | int | float | bool | complex | np.ndarray)
        or data is None
    ):
        return data
    raise TypeMismatch(f"{_describe(data)} is no plain value")


def _describe(data: Any) -> str:
    if data is None:
        return "nothing"
    return _a(data.type_name if isinstance(data, Opaque) else type(data).__name__)


def _a(name: str) -> str:
    return f"{'an' if name[0] in 'aeiou' else 'a'} {name}"


_TOKEN = re.compile(r"\s*(?:([A-Za-z_][A-Za-z_0-9]*)|(\d+)|(\.\.\.)|([\[\],]))")


@lru_cache(maxsize=1000)
def parse_type(text: str) -> ValueType:
    """The type that `text` names. Raises ValueError with what is wrong."""
    tokens: list[str] = []
    position = 0
    while position < len(text.rstrip()):
        match = _TOKEN.match(text, position)
        if match is None:
            raise ValueError(f"{text!r}: unexpected {text[position:].strip()[:1]!r}")
        tokens.append(match.group().strip())
        position = match.end()
    parser = _Parser(text, tokens)
    kind = parser.type()
    if parser.tokens:
        raise ValueError(f"{text!r}: unexpected {parser.tokens[0]!r} after the type")
    return kind


class _Parser:
    def __init__(self, text: str, tokens: list[str]) -> None:
        self.text = text
        self.tokens = tokens

    def type(self) -> ValueType:
        name = self._next("a type")
        if name in _SCALARS and self._peek() != "[":
            return Scalar(name)
        if name == "callable":
            return Function()
        if name in _ARRAY_DTYPES:
            return Array(name, self._dims())
        if name in ("list", "tuple", "dict", "optional"):
            items = self._types()
            if name == "optional" and len(items) == 1:
                return Optional(items[0])
            if name == "tuple":
                return TupleOf(tuple(items))
            if name == "list" and len(items) == 1:
                return ListOf(items[0])
            if name == "dict" and len(items) == 2 and items[0] == Scalar("str"):
                return DictOf(items[1])
            raise ValueError(
                f"{self.text!r}: write list[T], tuple[T, U], dict[str, T] or optional[T]"
            )
        raise ValueError(f"{self.text!r}: there is no type {name!r}")

    def _types(self) -> list[ValueType]:
        self._expect("[")
        items = [self.type()]
        while self._peek() == ",":
            self.tokens.pop(0)
            items.append(self.type())
        self._expect("]")
        return items

    def _dims(self) -> tuple[str | int, ...] | None:
        self._expect("[")
        if self._peek() == "...":
            self.tokens.pop(0)
            self._expect("]")
            return None
        dims: list[str | int] = []
        while self._peek() != "]":
            token = self._next("a dimension")
            if not (token.isdigit() or token.isidentifier()):
                raise ValueError(f"{self.text!r}: {token!r} is no dimension")
            dims.append(int(token) if token.isdigit() else token)
            if self._peek() == ",":
                self.tokens.pop(0)
        self._expect("]")
        return tuple(dims)

    def _peek(self) -> str | None:
        return self.tokens[0] if self.tokens else None

    def _next(self, what: str) -> str:
        if not self.tokens:
            raise ValueError(f"{self.text!r}: {what} is missing at the end")
        return self.tokens.pop(0)

    def _expect(self, token: str) -> None:
        if self._next(repr(token)) != token:
            raise ValueError(f"{self.text!r}: {token!r} expected")
