"""Values as candidates see them: a type, data that JSON can hold, and text.

A value may come from a hostile program, so the whole of it is shown within one budget, however
it is nested.
"""

import math
import reprlib
from base64 import b64encode
from typing import Any

import numpy as np

from judge.opaque import Opaque
from judge.runner import Drawing

_MAX_ENTRIES = 1000
_MAX_NODES = 2000
_MAX_TEXT = 4000
# Formatting an array takes long: inside of a container only small ones, and not too many.
_MAX_INNER_ENTRIES = 50
_TEXT_COST = 20
_MAX_ITEMS = 200
_MAX_KEY = 200


def present(value: Any) -> dict[str, Any]:
    """`{"type", "data", "text"}`; non-finite numbers are "nan", "inf", "-inf" in `data`.

    Arrays of more than 1,000 entries, and what lies beyond 2,000 entries in all, have no data. The
    text is a summary where the whole would be long; inside of containers only arrays and plain
    values have one.
    """
    shown = _Presenter().show(value)
    if isinstance(value, list | tuple | dict):
        shown["text"] = _SHORT.repr(value)[:_MAX_TEXT]
    return shown


def present_callable(source: str) -> dict[str, Any]:
    """A function that is an input: its source."""
    return {"type": "callable", "data": source, "text": source}


def present_drawing(drawing: Drawing) -> dict[str, Any]:
    """A figure: `{"src", "width", "height", "text"}`, its PNG as a `data:` address."""
    source = "data:image/png;base64," + b64encode(drawing.png).decode()
    shown = {"width": drawing.width, "height": drawing.height, "text": drawing.text}
    return {"src": source, **shown}


class _Presenter:
    """Shows one value; counts what has been shown of it."""

    def __init__(self) -> None:
        self._left = _MAX_NODES

    def show(self, value: Any) -> dict[str, Any]:
        kind = "None" if value is None else type(value).__name__
        alone = self._left == _MAX_NODES
        self._left -= 1
        if isinstance(value, np.ndarray):
            return self._show_array(value, alone)
        if isinstance(value, Opaque):
            return {"type": value.type_name, "data": None, "text": repr(value)}
        if isinstance(value, list | tuple):
            return {"type": kind, "data": self._items(list(value[:_MAX_ITEMS])), "text": ""}
        if isinstance(value, dict):
            names = list(value)[:_MAX_ITEMS]
            items = self._items([value[name] for name in names])
            data = None if items is None else dict(zip(map(_key, names), items, strict=True))
            return {"type": "dict", "data": data, "text": ""}
        if isinstance(value, np.generic):
            return {"type": str(value.dtype), "data": _plain(value.item()), "text": _text(value)}
        return {"type": kind, "data": _plain(value), "text": _text(value)}

    def _items(self, values: list[Any]) -> list[dict[str, Any]] | None:
        if len(values) > self._left:
            return None
        return [self.show(value) for value in values]

    def _show_array(self, array: Any, alone: bool) -> dict[str, Any]:
        # Empty rows count too: an array without entries can have more of them than memory holds.
        rows = math.prod(max(size, 1) for size in array.shape)
        sizes = ", ".join(map(str, array.shape))
        shown = {"type": f"{array.dtype}[{sizes}]", "data": None, "text": ""}
        if rows <= min(_MAX_ENTRIES, self._left):
            self._left -= rows
            shown["data"] = _plain(array.tolist())
        if alone or (self._left > 0 and array.size <= _MAX_INNER_ENTRIES):
            shown["text"] = _text(array)
            self._left -= _TEXT_COST
        return shown


class _Short(reprlib.Repr):
    """Text of a container, short however large or deep it is."""

    def __init__(self) -> None:
        super().__init__()
        self.maxlevel = 5
        self.maxlist = self.maxtuple = self.maxdict = 20
        self.maxstring = self.maxlong = self.maxother = 200

    def repr_instance(self, x: Any, level: int) -> str:
        if isinstance(x, np.ndarray):
            return _text(x) if level > 1 else f"array of shape {x.shape}"
        return super().repr_instance(x, level)

    repr_ndarray = repr_instance


_SHORT = _Short()


def _key(name: Any) -> str:
    return (name if isinstance(name, str) else _SHORT.repr(name))[:_MAX_KEY]


def _plain(data: Any) -> Any:
    if isinstance(data, list):
        return [_plain(item) for item in data]
    if isinstance(data, float):
        return data if math.isfinite(data) else repr(data)
    if isinstance(data, complex):
        return repr(data)
    if isinstance(data, str):
        return data[:_MAX_TEXT]
    if isinstance(data, int) and not isinstance(data, bool) and abs(data) > 2**53:
        return str(data)  # a browser would round it
    return data


def _text(value: Any) -> str:
    if isinstance(value, str):
        return repr(value[:_MAX_TEXT])[:_MAX_TEXT]
    with np.printoptions(threshold=_MAX_ENTRIES, edgeitems=5, linewidth=100):
        text = repr(value)
    return text if len(text) <= _MAX_TEXT else text[: _MAX_TEXT - 3] + "..."
