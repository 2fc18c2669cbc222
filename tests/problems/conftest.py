"""The library's files as plain data, and their reference solutions as plain functions.

These tests prove the mathematics, so they read the YAML by themselves and run the references
in this process. How a problem is judged is tested elsewhere.
"""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

LIBRARY = Path(__file__).parents[2] / "problems"

Reference = Callable[[str], Callable[..., Any]]


def read_documents(kind: str, folder: str = "") -> dict[str, dict[str, Any]]:
    """Every document of a kind, in all the library or one folder, by the name of its file."""
    files = sorted((LIBRARY / folder).rglob("*.yaml"))
    documents = {path.stem: _read(path) for path in files}
    return {name: each for name, each in documents.items() if each.get("kind") == kind}


@cache
def _read(path: Path) -> Any:
    return yaml.load(path.read_text(), Loader=yaml.CSafeLoader)


def read_problems() -> dict[str, dict[str, Any]]:
    """Every problem of the library by the name of its file."""
    return read_documents("problem")


@pytest.fixture(scope="session")
def problems() -> dict[str, dict[str, Any]]:
    return read_problems()


@pytest.fixture(scope="session")
def reference(problems: dict[str, dict[str, Any]]) -> Reference:
    """Gives the function that a problem's reference solution defines."""

    def load(problem_id: str) -> Callable[..., Any]:
        problem = problems[problem_id]
        names: dict[str, Any] = {}
        for used in problem.get("uses", []):
            exec(problems[used]["solution"], names)
        exec(problem["solution"], names)
        function: Callable[..., Any] = names[problem["function"]]
        return function

    return load
