"""Mistakes of several edits, or of none that is one operator, that are usual in this field.

An epsilon on the other side of a root, `beta` and `1 - beta` confused, a step of an optimizer made
before the one that it builds on, contributions of repeated indices lost. Each is a change of the
program's tree; where it fits nowhere there is none.
"""

import ast
from collections.abc import Callable, Iterator
from copy import deepcopy
from itertools import combinations, pairwise
from typing import Any

Changed = tuple[str, ast.Module]
_SMALL = 1e-3
_EPSILONS = frozenset(("eps", "epsilon", "delta", "tiny"))
_SIBLINGS = {"mean": "sum", "sum": "mean", "max": "min", "min": "max"}
_MOST = 60
_BLOCKS = ("body", "orelse", "finalbody")


def changes(tree: ast.Module) -> Iterator[Changed]:
    """The program with each of these mistakes, under the mistake's kind."""
    for make in (_local, _all_axes, _all_siblings, _parameters, _order):
        yield from make(tree)


def _copy_with(tree: ast.Module, position: int, change: Callable[[Any], ast.AST]) -> ast.Module:
    """A copy in which one node, by its place in a walk, is another."""
    copy = deepcopy(tree)
    target = next(node for i, node in enumerate(ast.walk(copy)) if i == position)
    return _put(copy, target, change(target))


def _put(tree: ast.Module, old: ast.AST, new: ast.AST) -> ast.Module:
    class Swap(ast.NodeTransformer):
        def visit(self, node: ast.AST) -> ast.AST:
            return new if node is old else self.generic_visit(node)

    changed = Swap().visit(tree)
    assert isinstance(changed, ast.Module)
    return ast.fix_missing_locations(changed)


def _local(tree: ast.Module) -> Iterator[Changed]:
    """Changes of one expression or statement."""
    for position, node in enumerate(ast.walk(tree)):
        for kind, change in _of_node(node):
            yield kind, _copy_with(tree, position, change)


def _of_node(node: ast.AST) -> Iterator[tuple[str, Callable[[Any], ast.AST]]]:
    match node:
        case ast.Call(func, [ast.BinOp(_, ast.Add(), small)]) if _is_root(func) and _is_small(
            small
        ):
            yield "eps-moved", lambda n: _add(_call(n.func, n.args[0].left), n.args[0].right)
        case ast.BinOp(ast.Call(func, [_]), ast.Add(), small) if _is_root(func) and _is_small(
            small
        ):
            yield "eps-moved", lambda n: _call(n.left.func, _add(n.left.args[0], n.right))
        case ast.BinOp(
            ast.BinOp(one, ast.Mult(), _), ast.Add(), ast.BinOp(other, ast.Mult(), _)
        ) if _complement(one, other) or _complement(other, one):
            yield "weights-swapped", _swap_weights
        case ast.BinOp(left, ast.Mult(), ast.BinOp(ast.Constant(1 | 1.0), ast.Sub(), inner)):
            if _same(left, inner):
                yield "slope-swapped", lambda n: _one_minus_square(n.left)
            elif isinstance(left, ast.BinOp) and _same(left.right, inner):
                yield (
                    "slope-swapped",
                    lambda n: _times(n.left.left, _one_minus_square(n.left.right)),
                )
        case ast.BinOp(
            ast.Constant(1 | 1.0), ast.Sub(), ast.BinOp(_, ast.Pow(), ast.Constant(2 | 2.0))
        ):
            yield "slope-swapped", lambda n: _times(n.right.left, _one_minus(n.right.left))
        case ast.BinOp(_, ast.Pow(), ast.Name() | ast.BinOp()):
            yield "counted-from-zero", lambda n: _power(n.left, n.right, ast.Sub())
            yield "counted-from-zero", lambda n: _power(n.left, n.right, ast.Add())
        case ast.BinOp(ast.BinOp(one, ast.MatMult(), _), ast.MatMult(), other) if _flips(
            one, other
        ):
            yield (
                "sandwich-transposed",
                lambda n: ast.BinOp(
                    ast.BinOp(n.right, ast.MatMult(), n.left.right), ast.MatMult(), n.left.left
                ),
            )
        case ast.Expr(
            ast.Call(ast.Attribute(ast.Attribute(_, "add" | "subtract"), "at"), [_, _, _])
        ):
            yield "repeated-lost", _assign_by_index
    match node:
        case ast.BinOp(_, ast.Add() | ast.Sub(), ast.BinOp(_, ast.Mult(), _)):
            yield "factor-inserted", lambda n: ast.BinOp(n.left, n.op, _times(_two(), n.right))
            yield "factor-inserted", lambda n: ast.BinOp(n.left, n.op, _halved(n.right))


def _swap_weights(node: Any) -> ast.AST:
    one, other = node.left.left, node.right.left
    return _add(_times(other, node.left.right), _times(one, node.right.right))


def _assign_by_index(node: Any) -> ast.AST:
    """`np.add.at(a, i, b)` as `a[i] += b`."""
    array, index, value = node.value.args
    operator = ast.Add() if node.value.func.value.attr == "add" else ast.Sub()
    return ast.AugAssign(ast.Subscript(array, index, ast.Store()), operator, value)


def _all_axes(tree: ast.Module) -> Iterator[Changed]:
    """Every reduction over the other axis, as of a softmax with its shift and its sum."""
    copy = deepcopy(tree)
    axes = [
        keyword.value
        for keyword in ast.walk(copy)
        if isinstance(keyword, ast.keyword)
        and keyword.arg == "axis"
        and isinstance(keyword.value, ast.Constant | ast.UnaryOp)
    ]
    if len(axes) < 2:
        return
    for axis in axes:
        first = isinstance(axis, ast.Constant) and axis.value == 0
        copy = _put(copy, axis, ast.Constant(1 if first else 0))
    yield "axis-changed", copy


def _all_siblings(tree: ast.Module) -> Iterator[Changed]:
    """Every mean a sum, every sum a mean."""
    for name in ("mean", "sum"):
        copy = deepcopy(tree)
        calls = [
            node.func
            for node in ast.walk(copy)
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
            if node.func.attr == name
        ]
        if len(calls) > 1:
            for function in calls:
                function.attr = _SIBLINGS[name]
            yield "function-swapped", copy


def _parameters(tree: ast.Module) -> Iterator[Changed]:
    """Two parameters of a function taken for each other."""
    for position, node in enumerate(ast.walk(tree)):
        if not isinstance(node, ast.FunctionDef):
            continue
        names = [argument.arg for argument in node.args.args][:6]
        for one, other in combinations(names, 2):
            yield (
                "parameters-swapped",
                _copy_with(tree, position, _renamed({one: other, other: one})),
            )


def _renamed(names: dict[str, str]) -> Callable[[Any], ast.AST]:
    def rename(function: Any) -> ast.AST:
        for statement in function.body:
            for node in ast.walk(statement):
                if isinstance(node, ast.Name):
                    node.id = names.get(node.id, node.id)
        return function  # type: ignore[no-any-return]

    return rename


def _order(tree: ast.Module) -> Iterator[Changed]:
    """Two statements in the other order, where one works with what the other makes."""
    made = 0
    for position, node in enumerate(ast.walk(tree)):
        for block in _BLOCKS:
            statements = getattr(node, block, None)
            if not isinstance(statements, list) or isinstance(node, ast.Module):
                continue
            for place, (one, other) in enumerate(pairwise(statements)):
                if made < _MOST and _can_trade(one, other):
                    made += 1
                    yield "order-swapped", _copy_with(tree, position, _traded(block, place))


def _can_trade(one: ast.stmt, other: ast.stmt) -> bool:
    plain = (ast.Assign, ast.AugAssign, ast.Expr, ast.For, ast.If)
    if not isinstance(one, plain) or not isinstance(other, plain):
        return False
    return bool(_written(one) & (_read(other) | _written(other)) or _written(other) & _read(one))


def _traded(block: str, place: int) -> Callable[[Any], ast.AST]:
    def trade(node: Any) -> ast.AST:
        statements = getattr(node, block)
        statements[place : place + 2] = reversed(statements[place : place + 2])
        return node  # type: ignore[no-any-return]

    return trade


def _written(statement: ast.stmt) -> set[str]:
    """Names that a statement assigns, or whose items it does."""
    found = set()
    for node in ast.walk(statement):
        if isinstance(node, ast.Name | ast.Subscript) and isinstance(node.ctx, ast.Store):
            inner: ast.expr = node
            while isinstance(inner, ast.Subscript | ast.Attribute):
                inner = inner.value
            if isinstance(inner, ast.Name):
                found.add(inner.id)
    return found


def _read(statement: ast.stmt) -> set[str]:
    return {
        node.id
        for node in ast.walk(statement)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
    }


def _is_root(function: ast.expr) -> bool:
    return isinstance(function, ast.Attribute) and function.attr == "sqrt"


def _is_small(node: ast.expr) -> bool:
    if isinstance(node, ast.Constant) and isinstance(node.value, float):
        return 0 < node.value <= _SMALL
    return isinstance(node, ast.Name) and node.id.lower() in _EPSILONS


def _complement(one: ast.expr, other: ast.expr) -> bool:
    """Whether the second is 1 minus the first."""
    match other:
        case ast.BinOp(ast.Constant(1 | 1.0), ast.Sub(), inner):
            return _same(one, inner)
    return False


def _flips(one: ast.expr, other: ast.expr) -> bool:
    """Whether one is the other's transpose."""
    for left, right in ((one, other), (other, one)):
        if isinstance(right, ast.Attribute) and right.attr == "T" and _same(left, right.value):
            return True
    return False


def _same(one: ast.expr, other: ast.expr) -> bool:
    return ast.dump(one) == ast.dump(other)


def _add(left: ast.expr, right: ast.expr) -> ast.expr:
    return ast.BinOp(left, ast.Add(), right)


def _times(left: ast.expr, right: ast.expr) -> ast.expr:
    return ast.BinOp(left, ast.Mult(), right)


def _halved(node: ast.expr) -> ast.expr:
    return ast.BinOp(node, ast.Div(), _two())


def _two() -> ast.expr:
    return ast.Constant(2)


def _power(base: ast.expr, count: ast.expr, way: ast.operator) -> ast.expr:
    """A power whose exponent is one more or less."""
    return ast.BinOp(base, ast.Pow(), ast.BinOp(count, way, ast.Constant(1)))


def _call(function: ast.expr, argument: ast.expr) -> ast.expr:
    return ast.Call(function, [argument], [])


def _one_minus(node: ast.expr) -> ast.expr:
    return ast.BinOp(ast.Constant(1), ast.Sub(), node)


def _one_minus_square(node: ast.expr) -> ast.expr:
    return _one_minus(ast.BinOp(node, ast.Pow(), ast.Constant(2)))
