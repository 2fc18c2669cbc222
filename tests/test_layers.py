"""What runs beside untrusted code: the standard library, NumPy and its own files.

The other layers are held by import-linter's contracts in pyproject.toml.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from scripts.stamps import ROOT

CELL = ROOT / "judge" / "cell"
# Started by its path, the cell knows itself as `cell`.
ALLOWED = sys.stdlib_module_names | {"numpy", "judge.cell", "cell"}


def imported_names(source: str) -> Iterator[str]:
    """Yield the absolute names that a module of the cell imports, at any depth."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            # The cell is one flat folder: one dot is the cell itself, two are the judge.
            yield {0: "", 1: "judge.cell."}.get(node.level, "judge.") + (node.module or "")


def is_allowed(name: str) -> bool:
    """Tell whether the cell may import a module of this absolute name."""
    return any(name == allowed or name.startswith(f"{allowed}.") for allowed in ALLOWED)


@pytest.mark.parametrize("path", sorted(CELL.rglob("*.py")), ids=lambda path: path.name)
def test_the_cell_imports_the_standard_library_and_numpy_alone(path: Path) -> None:
    assert path.parent == CELL
    assert [name for name in imported_names(path.read_text()) if not is_allowed(name)] == []


@pytest.mark.parametrize(
    "line",
    ["import sympy", "from judge import spec", "from ..runner import wire", "import api.store"],
)
def test_other_imports_are_seen(line: str) -> None:
    indented = f"def function():\n    {line}\n"
    assert [name for name in imported_names(indented) if not is_allowed(name)]
