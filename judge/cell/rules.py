"""A problem's rules: which modules the code may import, which names it may not use.

Building a syntax tree takes longer than running many a solution, so the compiled code is looked at
first: it lists every import and every name. Only when one of them could break a rule is the tree
built, which knows whether it does, and on which line.
"""

import ast
import builtins
import opcode
import sys
from dataclasses import dataclass
from types import CodeType
from typing import Any

_IMPORT_NAME = opcode.opmap["IMPORT_NAME"]
# As many names can be told apart by an instruction alone.
_BYTE = 1 << 8


@dataclass(frozen=True)
class Breach:
    """One broken rule: the line it stands on and which rule it is."""

    line: int
    rule: str


class ForbiddenError(Exception):
    """A rule of the problem was broken while the code ran."""


def enforce(
    space: dict[str, Any], names: dict[str, Any], imports: list[str], forbid: list[str]
) -> None:
    """Take from the code's reach what the rules forbid, however it is asked for.

    Imports made in the namespace `space` are checked, and forbidden names are replaced by something
    that refuses to be used. `names` becomes its builtins: a copy of them, for this space alone.
    This is about a problem's rules; the walls of the cell are elsewhere.
    """
    real_import = builtins.__import__

    def checked_import(
        name: str, globals: Any = None, locals: Any = None, fromlist: Any = (), level: int = 0
    ) -> Any:
        if type(fromlist) is list and not fromlist:
            # So asks what is written in C, and takes the module from elsewhere: Python 3.13 to
            # warn, for one. Who asks so in Python gets nothing to use.
            real_import(name)
            return None
        if level or not _allows(imports, name):
            raise ForbiddenError(f"import of {name}; allowed: {', '.join(imports)}")
        return real_import(name, globals, locals, fromlist, level)

    names["__import__"] = checked_import
    space["__builtins__"] = names
    for name in forbid:
        module, _, attribute = name.rpartition(".")
        owner = sys.modules.get(module)
        if owner is not None and hasattr(owner, attribute):
            setattr(owner, attribute, _Refused(name))


class _Refused:
    """Stands where a forbidden function or module was."""

    def __init__(self, name: str) -> None:
        self.__name = name

    def __call__(self, *arguments: Any, **options: Any) -> Any:
        raise ForbiddenError(f"use of {self.__name}")

    def __getattr__(self, name: str) -> Any:
        raise ForbiddenError(f"use of {self.__name}")


def check_rules(
    source: str, code: CodeType, imports: list[str], forbid: list[str]
) -> Breach | None:
    """The first breach in `source`, which `code` was compiled from; None if there is none."""
    if not _may_break(code, imports, forbid):
        return None
    return find_breach(ast.parse(source), imports, forbid)


def _may_break(code: CodeType, imports: list[str], forbid: list[str]) -> bool:
    """Whether the code, or a function or class inside, names what could break a rule."""
    # One function and no generators: a child copies a page for each that it uses.
    parts = [code]
    for part in parts:
        names, instructions = part.co_names, part.co_code
        for name in forbid:
            if name[name.rfind(".") + 1 :] in names:
                return True
        operations = instructions[::2]
        at = operations.find(_IMPORT_NAME)
        while at >= 0:
            # Which of more than 256 names it is would be said by the operation before.
            if len(names) > _BYTE or not _allows(imports, names[instructions[2 * at + 1]]):
                return True
            at = operations.find(_IMPORT_NAME, at + 1)
        for constant in part.co_consts:
            if type(constant) is CodeType:
                parts.append(constant)
    return False


def _allows(imports: list[str], name: str) -> bool:
    return any(name == allowed or name.startswith(f"{allowed}.") for allowed in imports)


def find_breach(tree: ast.Module, imports: list[str], forbid: list[str]) -> Breach | None:
    """The first import outside `imports` or use of a dotted name in `forbid`, by line."""
    found = sorted(_breaches(tree, imports, forbid), key=lambda breach: breach.line)
    return found[0] if found else None


def _breaches(tree: ast.Module, imports: list[str], forbid: list[str]) -> list[Breach]:
    found: list[Breach] = []
    alias: dict[str, str] = {"np": "numpy"}

    def imported(name: str, line: int) -> None:
        if not _allows(imports, name):
            found.append(Breach(line, f"import of {name}; allowed: {', '.join(imports)}"))
        named(name, line)

    def named(name: str, line: int) -> None:
        for rule in forbid:
            if name == rule or name.startswith(f"{rule}."):
                found.append(Breach(line, f"use of {rule}"))

    nodes = list(ast.walk(tree))
    for node in nodes:
        if isinstance(node, ast.Import):
            for item in node.names:
                imported(item.name, node.lineno)
                bound = item.asname or item.name.partition(".")[0]
                alias[bound] = item.name if item.asname else bound
        elif isinstance(node, ast.ImportFrom):
            module = node.module or "."
            if node.level:
                found.append(Breach(node.lineno, "relative import"))
                continue
            imported(module, node.lineno)
            for item in node.names:
                alias[item.asname or item.name] = f"{module}.{item.name}"
                named(f"{module}.{item.name}", node.lineno)
    for node in nodes:
        if isinstance(node, ast.Attribute | ast.Name):
            name = _dotted(node, alias)
            if name is not None:
                named(name, node.lineno)
    return found


def _dotted(node: ast.expr, alias: dict[str, str]) -> str | None:
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return None
    parts.append(alias.get(node.id, node.id))
    return ".".join(reversed(parts))
