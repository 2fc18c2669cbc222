"""Mistakes of several edits that many people make, above all where functions are differentiated.

They are kept as slips beside the mutants, which are one edit each.
"""

import ast
from collections.abc import Iterator
from copy import deepcopy

from judge.gate.field_habits import changes
from judge.gate.mutants import Mutant


def habits(source: str) -> list[Mutant]:
    """Programs with such a mistake; none where the source is not Python or does nothing alike."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError):
        return []
    found = []
    for position, node in enumerate(ast.walk(tree)):
        for kind, other in _edits(node):
            copy = deepcopy(tree)
            target = next(n for i, n in enumerate(ast.walk(copy)) if i == position)
            code = ast.unparse(ast.fix_missing_locations(_Swap(target, other).visit(copy)))
            line = getattr(node, "lineno", 1)
            before = ast.get_source_segment(source, node) or ""
            after = ast.unparse(other)
            found.append(Mutant(kind, line, before, after, f"{before} -> {after}", code))
    seen = {ast.unparse(tree)}
    for kind, changed in changes(tree):
        code = ast.unparse(changed)
        if code not in seen:
            seen.add(code)
            found.append(Mutant(kind, 1, "", kind, kind, code))
    return found


class _Swap(ast.NodeTransformer):
    """Puts one node in the place of another."""

    def __init__(self, old: ast.AST, new: ast.AST) -> None:
        self._old, self._new = old, new

    def visit(self, node: ast.AST) -> ast.AST:
        return self._new if node is self._old else self.generic_visit(node)


def _edits(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    match node:
        case ast.BinOp(
            ast.BinOp(left, ast.Sub(), right),
            ast.Div(),
            ast.BinOp(ast.Constant(2 | 2.0), ast.Mult(), step),
        ):
            yield from _one_sided(left, right, step)
        case ast.Assign([ast.Subscript(ast.Name() as array, _)], value) if isinstance(
            value, ast.Name | ast.Constant
        ):
            whole = ast.Subscript(array, ast.Constant(...), ast.Store())
            yield "moves-all", ast.Assign([whole], value, lineno=node.lineno)
        case ast.AugAssign(ast.Subscript(ast.Name() as array, _), op, ast.Name() as value):
            whole = ast.Subscript(array, ast.Constant(...), ast.Store())
            yield "moves-all", ast.AugAssign(whole, op, value)


def _one_sided(left: ast.expr, right: ast.expr, step: ast.expr) -> Iterator[tuple[str, ast.AST]]:
    """(f(x + h) - f(x - h)) / (2 h) as (f(x + h) - f(x)) / h, and as (f(x) - f(x - h)) / h."""
    centre = _unmoved(right, ast.Sub)
    if centre is not None:
        yield "forward-difference", ast.BinOp(ast.BinOp(left, ast.Sub(), centre), ast.Div(), step)
    centre = _unmoved(left, ast.Add)
    if centre is not None:
        yield "backward-difference", ast.BinOp(ast.BinOp(centre, ast.Sub(), right), ast.Div(), step)


def _unmoved(call: ast.expr, way: type[ast.operator]) -> ast.expr | None:
    """f(x - h) as f(x), where one argument is moved."""
    if not isinstance(call, ast.Call):
        return None
    moved = [i for i, a in enumerate(call.args) if isinstance(a, ast.BinOp)
             and isinstance(a.op, way)]  # fmt: skip
    if len(moved) != 1:
        return None
    arguments = list(call.args)
    argument = arguments[moved[0]]
    assert isinstance(argument, ast.BinOp)
    arguments[moved[0]] = argument.left
    return ast.Call(call.func, arguments, call.keywords)
