"""The mistakes that people make when they write gradients, as edits of one place of a program.

Each function takes a node of its kind and yields what could be wrong there. A kind is a stable
name of the cause: a benchmark of diagnoses counts by it.
"""

import ast
from collections.abc import Callable, Iterator
from typing import Any

from judge.gate.mutated_calls import call_edits
from judge.gate.mutated_statements import STATEMENTS
from judge.gate.text import Edit, Text, is_matrix, is_text, name_of

Edits = Iterator[Edit]

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


def _sides(text: Text, node: ast.BinOp, token: str) -> tuple[str, str]:
    """The operands as they stand, with the brackets around them."""
    at = text.between(node.left, node.right, token)
    left = text.cut(text.start(node), at).rstrip()
    return left, text.cut(at + len(token), text.end(node)).lstrip()


def _binary(text: Text, node: ast.BinOp) -> Edits:
    if is_text(node.left) or is_text(node.right):
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
            if any(is_matrix(n) for n in ast.walk(node) if isinstance(n, ast.expr)):
                yield change("operands-swapped", f"{text.of(node.right)} @ {text.of(node.left)}")
            for side in (node.left, node.right):
                if is_matrix(side):
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
    return isinstance(around, ast.Call) and name_of(around.func) in ("abs", "square", "norm", "cos")


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
    if name_of(node.value) == "shape" and isinstance(node.slice, ast.Constant):
        return
    if isinstance(node.slice, ast.Slice):
        part = node.slice
        for bound in (part.lower, part.upper):
            if bound is not None:
                yield Edit("slice-bound", text.start(bound), text.end(bound), "")
        if part.step is not None and text.of(part.step) in ("-1", "(-1)"):
            yield text.replace("reverse-dropped", node, owner)


def _is_new_axis(node: ast.expr) -> bool:
    return (isinstance(node, ast.Constant) and node.value is None) or name_of(node) == "newaxis"


_BY_NODE: dict[Any, Callable[[Text, Any], Edits]] = {
    ast.BinOp: _binary,
    ast.UnaryOp: _unary,
    ast.Constant: _constant,
    ast.Compare: _compare,
    ast.BoolOp: _logic,
    ast.If | ast.While | ast.IfExp: _condition,
    ast.Call: call_edits,
    ast.Attribute: _attribute,
    ast.Subscript: _subscript,
    **STATEMENTS,
}
