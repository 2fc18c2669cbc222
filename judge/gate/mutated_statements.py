"""Mistakes in statements: what is returned, assigned again, guarded or left out."""

import ast
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

from judge.gate.text import Edit, Text, is_text, name_of

Edits = Iterator[Edit]


def _return(text: Text, node: ast.Return) -> Edits:
    if node.value is None:
        return
    values = node.value.elts if isinstance(node.value, ast.Tuple) else [node.value]
    for value in values:
        if isinstance(value, ast.Name | ast.BinOp | ast.Call) and not is_text(value):
            yield text.replace("sign-flipped", value, f"-{text.of(value)}")
        if isinstance(value, ast.Name):
            for other in _rivals(text, node, value.id):
                yield text.replace("another-local-returned", value, other)
    for one, two in pairwise(values):
        yield text.swap("results-swapped", one, two)


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
    if isinstance(target, ast.Tuple) and len(target.elts) == 2 and name_of(node.value) == "shape":
        yield text.swap("sizes-swapped", *target.elts)


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


STATEMENTS: dict[Any, Callable[[Text, Any], Edits]] = {
    ast.Return: _return,
    ast.Assign: _assign,
    ast.AugAssign: _augmented,
    ast.Expr: _expression,
    ast.If: _guard,
    ast.Break | ast.Continue: _jump,
}
