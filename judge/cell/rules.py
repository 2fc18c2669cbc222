"""A problem's rules, looked for in the syntax tree before the code runs."""

import ast
from dataclasses import dataclass


@dataclass(frozen=True)
class Breach:
    """One broken rule: the line it stands on and which rule it is."""

    line: int
    rule: str


def find_breach(tree: ast.Module, imports: list[str], forbid: list[str]) -> Breach | None:
    """The first import outside `imports` or use of a dotted name in `forbid`, by line."""
    found = sorted(_breaches(tree, imports, forbid), key=lambda breach: breach.line)
    return found[0] if found else None


def _breaches(tree: ast.Module, imports: list[str], forbid: list[str]) -> list[Breach]:
    found: list[Breach] = []
    alias: dict[str, str] = {"np": "numpy"}

    def imported(name: str, line: int) -> None:
        if not any(name == allowed or name.startswith(f"{allowed}.") for allowed in imports):
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
