"""Values as candidates see them: a type, data that JSON can hold, and text."""

import math
from typing import Any

import numpy as np

from judge.opaque import Opaque

_MAX_ENTRIES = 1000
_MAX_TEXT = 4000
_MAX_ITEMS = 200


def present(value: Any) -> dict[str, Any]:
    """`{"type", "data", "text"}`; non-finite numbers are "nan", "inf", "-inf" in `data`.

    Arrays of more than 1,000 entries have no data, and a summarised text.
    """
    if isinstance(value, np.ndarray):
        # Empty rows count too: an array without entries can have more of them than memory holds.
        rows = math.prod(max(size, 1) for size in value.shape)
        data = _numbers(value.tolist()) if rows <= _MAX_ENTRIES else None
        sizes = ", ".join(map(str, value.shape))
        return {"type": f"{value.dtype}[{sizes}]", "data": data, "text": _text(value)}
    if isinstance(value, np.generic):
        return {"type": str(value.dtype), "data": _numbers(value.item()), "text": _text(value)}
    if isinstance(value, Opaque):
        return {"type": value.type_name, "data": None, "text": repr(value)}
    if isinstance(value, list | tuple):
        items = [present(item) for item in value[:_MAX_ITEMS]]
        return {"type": type(value).__name__, "data": items, "text": _text(value)}
    if isinstance(value, dict):
        pairs = list(value.items())[:_MAX_ITEMS]
        return {
            "type": "dict",
            "data": {str(key)[:200]: present(item) for key, item in pairs},
            "text": _text(value),
        }
    kind = "None" if value is None else type(value).__name__
    return {"type": kind, "data": _numbers(value), "text": _text(value)}


def present_callable(source: str) -> dict[str, Any]:
    """A function that is an input: its source."""
    return {"type": "callable", "data": source, "text": source}


def _numbers(data: Any) -> Any:
    if isinstance(data, list):
        return [_numbers(item) for item in data]
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
    with np.printoptions(threshold=_MAX_ENTRIES, edgeitems=5, linewidth=100):
        text = repr(value)
    return text if len(text) <= _MAX_TEXT else text[: _MAX_TEXT - 3] + "..."
