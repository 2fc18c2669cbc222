"""What a child says of an exception, and of its inputs: text of a candidate's making, bounded."""

from typing import Any

from judge.runner.job import Fault, Frame
from judge.runner.wire import WireError, clean

_MAX_NAMES = 64
_MAX_OWN = 64


def read_names(tree: Any) -> tuple[str, ...]:
    """The names in a list that a child has sent, if it has."""
    if tree is None:
        return ()
    named = isinstance(tree, list) and len(tree) <= _MAX_NAMES
    if not named or not all(isinstance(name, str) and len(name) <= 80 for name in tree):
        raise WireError("malformed names")
    return tuple(tree)


def read_fault(tree: Any) -> Fault:
    """A described exception, each part bounded and of its type."""
    if not isinstance(tree, dict):
        raise WireError("malformed exception")
    line = tree.get("line")
    frames = tree.get("frames")
    if not isinstance(frames, list) or len(frames) > 20:
        raise WireError("malformed exception")
    return Fault(
        type=_text(tree.get("type"), 80),
        message=_text(tree.get("message"), 2000),
        line=line if type(line) is int and 0 < line < 10**6 else None,
        frames=tuple(_frame(row) for row in frames),
    )


def _text(value: Any, limit: int) -> str:
    if not isinstance(value, str):
        raise WireError("malformed exception")
    return clean(value[:limit])


def _frame(row: Any) -> Frame:
    if not isinstance(row, list) or len(row) not in (2, 3) or type(row[0]) is not int:
        raise WireError("malformed exception")
    own = row[2] if len(row) == 3 else None
    if own is not None and not (type(own) is int and 0 <= own < _MAX_OWN):
        raise WireError("malformed exception")
    return Frame(row[0], _text(row[1], 80), own)
