"""The mistakes that people make when they write gradients, as edits of one place of a program.

Each function takes a node of its kind and yields what could be wrong there. A kind is a stable
name of the cause: a benchmark of diagnoses counts by it.
"""

import ast
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

from judge.gate.text import Edit, Text

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
_COMPARISONS: dict[type[ast.cmpop], tuple[str, str, str]] = {
    ast.Lt: ("<", "<=", ">"), ast.LtE: ("<=", "<", ">="), ast.Gt: (">", ">=", "<"),
    ast.GtE: (">=", ">", "<="), ast.Eq: ("==", "", "!="), ast.NotEq: ("!=", "", "=="),
}  # fmt: skip
_SMALL = 1e-3


def edits_of(text: Text, node: ast.AST) -> Edits:
    """What could be wrong at this node, apart from what is inside it."""
    for kind, function in _BY_NODE.items():
        if isinstance(node, kind):
            yield from function(text, node)


def _name(node: ast.expr) -> str:
    """The last part of the name of what is called."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.JoinedStr) or (
        isinstance(node, ast.Constant) and isinstance(node.value, str)
    )


def _sides(text: Text, node: ast.BinOp, token: str) -> tuple[str, str]:
    """The operands as they stand, with the brackets around them."""
    at = text.between(node.left, node.right, token)
    left = text.cut(text.start(node), at).rstrip()
    return left, text.cut(at + len(token), text.end(node)).lstrip()


def _binary(text: Text, node: ast.BinOp) -> Edits:
    if _is_text(node.left) or _is_text(node.right):
        return

    def change(kind: str, new: str) -> Edit:
        return text.replace(kind, node, new)

    match node.op:
        case ast.Add():
            left, right = _sides(text, node, "+")
            yield change("add-to-subtract", f"{left} - {right}")
            yield change("term-dropped", left)
            yield change("term-dropped", right)
        case ast.Sub():
            left, right = _sides(text, node, "-")
            yield change("subtract-to-add", f"{left} + {right}")
            if not _is_even(text.parents[node]):
                yield change("operands-swapped", f"{text.of(node.right)} - {text.of(node.left)}")
            yield change("term-dropped", left)
            yield change("term-dropped", f"-{text.of(node.right)}")
        case ast.Mult():
            left, right = _sides(text, node, "*")
            yield change("multiply-to-divide", f"{left} / {right}")
            yield change("multiply-to-add", f"{left} + {right}")
            yield change("factor-dropped", left)
            yield change("factor-dropped", right)
            if not any(isinstance(side, ast.Constant) for side in (node.left, node.right)):
                yield change("multiply-to-matmul", f"{left} @ {right}")
        case ast.Div():
            left, right = _sides(text, node, "/")
            yield change("divide-to-multiply", f"{left} * {right}")
            yield change("divisor-dropped", left)
            if not isinstance(node.left, ast.Constant):
                yield change("operands-swapped", f"{text.of(node.right)} / {text.of(node.left)}")
        case ast.FloorDiv():
            left, right = _sides(text, node, "//")
            yield change("floor-to-divide", f"{left} / {right}")
        case ast.MatMult():
            left, right = _sides(text, node, "@")
            yield change("matmul-to-multiply", f"{left} * {right}")
            if any(_is_matrix(text, n) for n in ast.walk(node) if isinstance(n, ast.expr)):
                yield change("operands-swapped", f"{text.of(node.right)} @ {text.of(node.left)}")
            for side in (node.left, node.right):
                if _is_matrix(text, side):
                    yield text.replace("transpose-added", side, f"{text.of(side)}.T")
        case ast.Pow():
            left, right = _sides(text, node, "**")
            yield change("power-dropped", left)
            if not isinstance(node.right, ast.Constant):
                yield change("power-to-multiply", f"{left} * {right}")


def _is_even(around: ast.AST) -> bool:
    """What takes the value does not see its sign."""
    if isinstance(around, ast.BinOp) and isinstance(around.op, ast.Pow):
        return isinstance(around.right, ast.Constant) and around.right.value in (2, 4)
    return isinstance(around, ast.Call) and _name(around.func) in ("abs", "square", "norm", "cos")


def _is_matrix(text: Text, node: ast.expr) -> bool:
    """By its name: X, W1; what `.T` would change nothing of has a small one here."""
    return isinstance(node, ast.Name) and node.id[0].isupper()


def _unary(text: Text, node: ast.UnaryOp) -> Edits:
    operand = text.cut(text.start(node.operand), text.end(node.operand))
    if isinstance(node.op, ast.USub):
        yield text.replace("sign-dropped", node, operand)
    elif isinstance(node.op, ast.Not | ast.Invert):
        yield text.replace("condition-negated", node, operand)


def _constant(text: Text, node: ast.Constant) -> Edits:
    value = node.value
    parent = text.parents[node]
    if isinstance(parent, ast.keyword) and parent.arg in ("axis", "keepdims", "ddof"):
        return
    if isinstance(value, bool):
        yield text.replace("flag-flipped", node, str(not value))
    elif isinstance(value, int):
        if value == 2 and isinstance(parent, ast.BinOp) and isinstance(parent.op, ast.Pow):
            yield text.replace("power-changed", node, "3")  # without the power is another mistake
            return
        kind = "index-shifted" if _is_index(text, node) else "constant-changed"
        for other in _other_integers(value, kind):
            yield text.replace(kind, node, str(other))
    elif isinstance(value, float):
        if 0 < value <= _SMALL:
            yield text.replace("eps-dropped", node, "0.0")
            yield text.replace("eps-changed", node, repr(value * 1000))
        elif value in (0.0, 0.5):
            yield text.replace("constant-changed", node, "1.0")
        else:
            yield text.replace("constant-changed", node, repr(value / 2))
            yield text.replace("constant-changed", node, repr(value * 2))


def _other_integers(value: int, kind: str) -> tuple[int, ...]:
    if kind == "index-shifted":
        return (value + 1,) if value == 0 else (value + 1, value - 1)
    return (1,) if value == 0 else (2, 0) if value == 1 else (value - 1, value + 1)


def _is_index(text: Text, node: ast.expr) -> bool:
    child: ast.AST = node
    for parent in text.ancestors(node):
        if isinstance(parent, ast.Subscript):
            return child is parent.slice
        if not isinstance(parent, ast.Tuple | ast.Slice | ast.UnaryOp):
            return False
        child = parent
    return False


def _compare(text: Text, node: ast.Compare) -> Edits:
    left = node.left
    for operator, right in zip(node.ops, node.comparators, strict=True):
        if type(operator) in _COMPARISONS:
            token, boundary, flipped = _COMPARISONS[type(operator)]
            at = text.between(left, right, token)
            if boundary:
                yield Edit("comparison-boundary", at, at + len(token), boundary)
            yield Edit("comparison-flipped", at, at + len(token), flipped)
        left = right


def _logic(text: Text, node: ast.BoolOp) -> Edits:
    token, other = ("and", "or") if isinstance(node.op, ast.And) else ("or", "and")
    at = text.between(node.values[0], node.values[1], token)
    yield Edit("condition-changed", at, at + len(token), other)


def _condition(text: Text, node: ast.If | ast.While | ast.IfExp) -> Edits:
    new = f"not {text.of(node.test)}"
    yield Edit("condition-negated", text.start(node.test), text.end(node.test), new)


def _call(text: Text, node: ast.Call) -> Edits:
    name = _name(node.func)
    of_library = isinstance(node.func, ast.Attribute) and _name(node.func.value) in (
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
    if name == "len" and len(node.args) == 1 and _is_matrix(text, node.args[0]):
        yield text.replace("count-changed", node, f"{text.of(node.args[0])}.size")
    if name == "range":
        yield from _range(text, node)
    if name in _ORDERED and of_library and len(node.args) == 2:
        yield _swap(text, "arguments-swapped", node.args[0], node.args[1])
    if name == "where" and of_library and len(node.args) == 3:
        yield _swap(text, "branches-swapped", node.args[1], node.args[2])
    yield from _axes(text, node, name, method)


def _swap(text: Text, kind: str, one: ast.expr, two: ast.expr) -> Edit:
    start, end = text.start(one), text.end(two)
    between = text.cut(text.end(one), text.start(two))
    first, second = (text.cut(text.start(n), text.end(n)) for n in (one, two))
    return Edit(kind, start, end, second + between + first)


def _range(text: Text, node: ast.Call) -> Edits:
    for index, bound in enumerate(node.args[:2]):
        if isinstance(bound, ast.Constant):
            continue  # its numbers change anyway
        end = text.of(bound)
        if index == 1 or len(node.args) == 1:
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


def _attribute(text: Text, node: ast.Attribute) -> Edits:
    if node.attr == "T":
        owner = text.cut(text.start(node.value), text.end(node) - 1).rstrip().removesuffix(".")
        yield Edit("transpose-dropped", text.start(node), text.end(node), owner.rstrip())


def _subscript(text: Text, node: ast.Subscript) -> Edits:
    owner = text.cut(text.start(node.value), text.end(node.value))
    parts = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
    added = [p for p in parts if _is_new_axis(p)]
    whole = [p for p in parts if isinstance(p, ast.Slice) and not (p.lower or p.upper or p.step)]
    if added and len(added) + len(whole) == len(parts):
        yield text.replace("axis-not-added", node, owner)
    if isinstance(node.slice, ast.Name) and isinstance(node.ctx, ast.Load):
        yield text.replace("index-shifted", node.slice, f"{node.slice.id} - 1")
    if _name(node.value) == "shape" and isinstance(node.slice, ast.Constant):
        return
    if isinstance(node.slice, ast.Slice):
        part = node.slice
        for bound in (part.lower, part.upper):
            if bound is not None:
                yield Edit("slice-bound", text.start(bound), text.end(bound), "")
        if part.step is not None and text.of(part.step) in ("-1", "(-1)"):
            yield text.replace("reverse-dropped", node, owner)


def _is_new_axis(node: ast.expr) -> bool:
    return (isinstance(node, ast.Constant) and node.value is None) or _name(node) == "newaxis"


def _return(text: Text, node: ast.Return) -> Edits:
    if node.value is None:
        return
    values = node.value.elts if isinstance(node.value, ast.Tuple) else [node.value]
    for value in values:
        if isinstance(value, ast.Name | ast.BinOp | ast.Call) and not _is_text(value):
            yield text.replace("sign-flipped", value, f"-{text.of(value)}")
        if isinstance(value, ast.Name):
            for other in _rivals(text, node, value.id):
                yield text.replace("another-local-returned", value, other)
    for one, two in pairwise(values):
        yield _swap(text, "results-swapped", one, two)


def _rivals(text: Text, node: ast.Return, name: str) -> list[str]:
    """Other locals that could be meant: the nearest ones whose names begin alike, else the last."""
    function = next(
        (n for n in text.ancestors(node) if isinstance(n, ast.FunctionDef | ast.Lambda)), None
    )
    if function is None:
        return []
    found = [
        target.id
        for statement in ast.walk(function)
        if isinstance(statement, ast.Assign) and statement.lineno < node.lineno
        for target in statement.targets
        if isinstance(target, ast.Name) and target.id != name
    ]
    names = list(dict.fromkeys(reversed(found)))
    alike = [other for other in names if other[0] == name[0]]
    return (alike or names)[:1]


def _assign(text: Text, node: ast.Assign) -> Edits:
    target = node.targets[0]
    if isinstance(target, ast.Subscript | ast.Attribute) or _is_assigned_before(text, node):
        yield _deleted(text, node)
    if isinstance(target, ast.Tuple) and len(target.elts) == 2 and _name(node.value) == "shape":
        yield _swap(text, "sizes-swapped", *target.elts)


def _is_assigned_before(text: Text, node: ast.Assign) -> bool:
    """Without this assignment the name has the value it had, not none at all."""
    target = node.targets[0]
    if not isinstance(target, ast.Name):
        return False
    function = next((n for n in text.ancestors(node) if isinstance(n, ast.FunctionDef)), text.tree)
    if isinstance(function, ast.FunctionDef):
        parameters = function.args.posonlyargs + function.args.args + function.args.kwonlyargs
        if any(parameter.arg == target.id for parameter in parameters):
            return True
    return any(
        isinstance(other, ast.Name) and other.id == target.id and other.lineno < node.lineno
        for other in ast.walk(function)
        if isinstance(getattr(other, "ctx", None), ast.Store)
    )


def _augmented(text: Text, node: ast.AugAssign) -> Edits:
    operators: dict[type[ast.operator], tuple[str, str, str]] = {
        ast.Add: ("+=", "-=", "add-to-subtract"),
        ast.Sub: ("-=", "+=", "subtract-to-add"),
        ast.Mult: ("*=", "/=", "multiply-to-divide"),
        ast.Div: ("/=", "*=", "divide-to-multiply"),
    }
    if type(node.op) in operators:
        token, other, kind = operators[type(node.op)]
        at = text.between(node.target, node.value, token)
        yield Edit(kind, at, at + len(token), other)
        yield Edit("accumulation-dropped", at, at + len(token), "=")
    yield _deleted(text, node)


def _expression(text: Text, node: ast.Expr) -> Edits:
    if not isinstance(node.value, ast.Constant):
        yield _deleted(text, node)


def _guard(text: Text, node: ast.If) -> Edits:
    if not node.orelse:
        yield Edit("guard-deleted", text.start(node), text.end(node), "pass")


def _jump(text: Text, node: ast.stmt) -> Edits:
    yield Edit("jump-deleted", text.start(node), text.end(node), "pass")


def _deleted(text: Text, node: ast.stmt) -> Edit:
    return Edit("statement-deleted", text.start(node), text.end(node), "pass")


_BY_NODE: dict[Any, Callable[[Text, Any], Edits]] = {
    ast.BinOp: _binary,
    ast.UnaryOp: _unary,
    ast.Constant: _constant,
    ast.Compare: _compare,
    ast.BoolOp: _logic,
    ast.If | ast.While | ast.IfExp: _condition,
    ast.Call: _call,
    ast.Attribute: _attribute,
    ast.Subscript: _subscript,
    ast.Return: _return,
    ast.Assign: _assign,
    ast.AugAssign: _augmented,
    ast.Expr: _expression,
    ast.If: _guard,
    ast.Break | ast.Continue: _jump,
}
