"""Mistakes at calls: another function, none at all, arguments in another order, axes."""

import ast
from collections.abc import Iterator

from judge.gate.text import Edit, Text, is_matrix, name_of

Edits = Iterator[Edit]

_SWAPPED = {
    "mean": "sum", "sum": "mean", "maximum": "minimum", "minimum": "maximum", "max": "min",
    "min": "max", "amax": "amin", "amin": "amax", "argmax": "argmin", "argmin": "argmax",
    "ones": "zeros", "ones_like": "zeros_like",
    "any": "all", "all": "any", "sin": "cos", "cos": "sin", "log": "log2", "log1p": "log",
    "expm1": "exp", "std": "var", "var": "std", "triu": "tril", "tril": "triu", "floor": "ceil",
    "vstack": "hstack", "hstack": "vstack", "logical_and": "logical_or",
    "logical_or": "logical_and", "prod": "sum", "cumprod": "cumsum",
}  # fmt: skip
# Functions of one array whose call people leave out, and what that mistake is called.
_DROPPED = {
    "abs": "abs-dropped", "absolute": "abs-dropped", "fabs": "abs-dropped",
    "sqrt": "root-dropped", "square": "power-dropped", "clip": "clip-dropped",
    "copy": "copy-dropped", "array": "copy-dropped", "exp": "function-dropped",
    "log": "function-dropped", "log1p": "function-dropped", "expm1": "function-dropped",
    "tanh": "function-dropped", "sign": "function-dropped", "cumsum": "function-dropped",
    "cumprod": "function-dropped", "diag": "function-dropped", "flip": "reverse-dropped",
    "reversed": "reverse-dropped", "sorted": "sort-dropped", "sort": "sort-dropped",
    "transpose": "transpose-dropped", "ravel": "reshape-dropped", "flatten": "reshape-dropped",
    "reshape": "reshape-dropped", "squeeze": "reshape-dropped", "astype": "cast-dropped",
}  # fmt: skip
_ORDERED = ("outer", "dot", "matmul", "subtract", "divide", "solve", "power", "arctan2", "cross")
_REDUCTIONS = frozenset(
    (
        "sum", "mean", "max", "min", "amax", "amin", "argmax", "argmin", "std", "var", "prod",
        "cumsum", "cumprod", "any", "all", "median", "concatenate", "stack", "norm", "argsort",
        "sort", "diff", "flip", "repeat", "roll", "take", "expand_dims",
    )
)  # fmt: skip


def call_edits(text: Text, node: ast.Call) -> Edits:
    """What could be wrong about a call."""
    name = name_of(node.func)
    of_library = isinstance(node.func, ast.Attribute) and name_of(node.func.value) in (
        "np", "numpy", "linalg", "math",
    )  # fmt: skip
    method = isinstance(node.func, ast.Attribute) and not of_library
    builtin = isinstance(node.func, ast.Name)
    if name in _SWAPPED and (of_library or method or name in ("min", "max", "any", "all")):
        end = text.end(node.func)
        yield Edit("function-swapped", end - len(name), end, _SWAPPED[name])
    if name in _DROPPED:
        kind = _DROPPED[name]
        if method and isinstance(node.func, ast.Attribute):
            owner = node.func.value
            yield text.replace(kind, node, text.cut(text.start(owner), text.end(owner)))
        elif node.args and (of_library or builtin):
            first = node.args[0]
            yield text.replace(kind, node, text.cut(text.start(first), text.end(first)))
    if name == "len" and len(node.args) == 1 and is_matrix(node.args[0]):
        yield text.replace("count-changed", node, f"{text.of(node.args[0])}.size")
    if name == "range":
        yield from _range(text, node)
    if name in _ORDERED and of_library and len(node.args) == 2:
        yield text.swap("arguments-swapped", node.args[0], node.args[1])
    if name == "where" and of_library and len(node.args) == 3:
        yield text.swap("branches-swapped", node.args[1], node.args[2])
    yield from _axes(text, node, name, method)


def _range(text: Text, node: ast.Call) -> Edits:
    for index, bound in enumerate(node.args[:2]):
        if isinstance(bound, ast.Constant):
            continue  # its numbers change anyway
        end = text.of(bound)
        if index == 1 and end == "(-1)":  # of a loop that counts down to 0
            yield text.replace("range-bound", bound, "-2")
        elif index == 1 or len(node.args) == 1:
            yield text.replace("range-bound", bound, f"{end} - 1")
        else:
            yield text.replace("range-bound", bound, f"{end} + 1")


def _axes(text: Text, node: ast.Call, name: str, method: bool) -> Edits:
    items: list[ast.expr | ast.keyword] = [*node.args, *node.keywords]
    items.sort(key=text.start)
    for keyword in node.keywords:
        if keyword.arg == "axis":
            yield from _axis(text, keyword.value)
            yield text.item(items, items.index(keyword), "axis-dropped")
        elif keyword.arg in ("keepdims", "ddof"):
            yield text.item(items, items.index(keyword), f"{keyword.arg}-dropped")
    place = 0 if method else 1
    if name in _REDUCTIONS and len(node.args) > place:
        axis = node.args[place]
        if isinstance(axis, ast.Constant) and type(axis.value) is int:
            yield text.item(items, items.index(axis), "axis-dropped")


def _axis(text: Text, value: ast.expr) -> Edits:
    try:
        axis = ast.literal_eval(value)
    except ValueError:
        return
    if isinstance(axis, int):
        yield text.replace("axis-changed", value, "1" if axis == 0 else "0")
