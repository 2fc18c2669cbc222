"""Python source beside its syntax tree: which text a node is, and what stands in its place."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

_COMMENT = re.compile(rb"#[^\n]*")
# How tightly an expression holds together; what holds less tightly than its place needs brackets.
_POWER, _SIGN, _ATOM = 16, 15, 20
_BINARY: dict[type[ast.operator], int] = {
    ast.BitOr: 9, ast.BitXor: 10, ast.BitAnd: 11, ast.LShift: 12, ast.RShift: 12,
    ast.Add: 13, ast.Sub: 13, ast.Mult: 14, ast.Div: 14, ast.FloorDiv: 14, ast.Mod: 14,
    ast.MatMult: 14, ast.Pow: _POWER,
}  # fmt: skip
_OTHERS: dict[type[ast.AST], int] = {
    ast.NamedExpr: 1, ast.Lambda: 2, ast.IfExp: 3, ast.Compare: 7, ast.UnaryOp: _SIGN,
}  # fmt: skip


@dataclass(frozen=True)
class Edit:
    """One change: the bytes from `start` to `end` become `new`. `kind` tells the mistake."""

    kind: str
    start: int
    end: int
    new: str


class Text:
    """A module's source and its tree. Raises SyntaxError for what is not Python."""

    def __init__(self, source: str) -> None:
        self.data = source.encode("utf-8")
        self.tree = ast.parse(source)
        # The parser counts lines by \n, \r\n and \r alone, as bytes do.
        self._lines = [0]
        for line in self.data.splitlines(keepends=True):
            self._lines.append(self._lines[-1] + len(line))
        self.parents: dict[ast.AST, ast.AST] = {
            child: parent
            for parent in ast.walk(self.tree)
            for child in ast.iter_child_nodes(parent)
        }

    def start(self, node: ast.expr | ast.stmt | ast.keyword) -> int:
        """Where the node begins, in bytes."""
        return self._lines[node.lineno - 1] + node.col_offset

    def end(self, node: ast.expr | ast.stmt | ast.keyword) -> int:
        """Where the node ends, in bytes."""
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        return self._lines[node.end_lineno - 1] + node.end_col_offset

    def cut(self, start: int, end: int) -> str:
        """The text between two places."""
        return self.data[start:end].decode("utf-8")

    def of(self, node: ast.expr) -> str:
        """The node's text, safe to put anywhere: in brackets where it may need them."""
        text = self.cut(self.start(node), self.end(node))
        return text if binding(node) == _ATOM else f"({text})"

    def ancestors(self, node: ast.AST) -> Iterator[ast.AST]:
        """The nodes around a node, from the nearest."""
        while node in self.parents:
            node = self.parents[node]
            yield node

    def between(self, left: ast.expr, right: ast.expr, token: str) -> int:
        """Where `token` stands between two operands, which may have brackets around them."""
        begin = self.end(left)
        gap = self.data[begin : self.start(right)]
        gap = _COMMENT.sub(lambda match: b" " * len(match.group()), gap)
        return begin + gap.index(token.encode())

    def replace(self, kind: str, node: ast.expr, new: str) -> Edit:
        """The edit that puts an expression in a node's place, in brackets where it needs them."""
        made = ast.parse(f"({new}\n)", mode="eval").body
        needed = binding(node) if self._is_operand(node) else 1
        if binding(made) < needed and made.col_offset == 1:  # else it has some already
            new = f"({new})"
        return Edit(kind, self.start(node), self.end(node), new)

    def _is_operand(self, node: ast.expr) -> bool:
        """What stands around the node could tear apart what comes into its place."""
        parent = self.parents[node]
        if isinstance(parent, ast.Call):
            return parent.func is node
        if isinstance(parent, ast.Subscript):
            return parent.value is node
        around = ast.BinOp | ast.UnaryOp | ast.BoolOp | ast.Compare | ast.IfExp | ast.Attribute
        return isinstance(parent, around | ast.Starred)

    def item(self, nodes: list[ast.expr | ast.keyword], index: int, kind: str) -> Edit:
        """The edit that drops one of several nodes between commas, the comma with it."""
        start, end = self.start(nodes[index]), self.end(nodes[index])
        if index > 0:
            start = self.end(nodes[index - 1])
            # A bracket around the one before stays.
            start += self.data[start : self.start(nodes[index])].index(b",")
        elif len(nodes) > 1:
            end = self.start(nodes[1])
        return Edit(kind, start, end, "")

    def swap(self, kind: str, one: ast.expr, two: ast.expr) -> Edit:
        """The edit that lets two nodes change places."""
        start, end = self.start(one), self.end(two)
        between = self.cut(self.end(one), self.start(two))
        first, second = (self.cut(self.start(n), self.end(n)) for n in (one, two))
        return Edit(kind, start, end, second + between + first)


def binding(node: ast.expr) -> int:
    """How tightly an expression holds together: Python's precedence, 20 for what needs nothing."""
    if isinstance(node, ast.BinOp):
        return _BINARY[type(node.op)]
    if isinstance(node, ast.BoolOp):
        return 5 if isinstance(node.op, ast.And) else 4
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        return 6
    if isinstance(node, ast.Tuple | ast.Yield | ast.YieldFrom | ast.Await | ast.Starred):
        return 0
    return _OTHERS.get(type(node), _ATOM)


def name_of(node: ast.expr) -> str:
    """The last part of the name of what is called."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def is_text(node: ast.expr) -> bool:
    """A text, formatted or not."""
    return isinstance(node, ast.JoinedStr) or (
        isinstance(node, ast.Constant) and isinstance(node.value, str)
    )


def is_matrix(node: ast.expr) -> bool:
    """By its name: X, W1; what `.T` would change nothing of has a small one here."""
    return isinstance(node, ast.Name) and node.id[0].isupper()
