"""A real cell for the tests of the judge, one a test process."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from judge import Published, publish
from judge.runner import CellPool
from judge.spec import Library, load_library

PROBLEMS = Path(__file__).parents[2] / "problems"


@pytest.fixture(scope="session")
def pool() -> Iterator[CellPool]:
    with CellPool.start(cells=1) as pool:
        yield pool


@pytest.fixture(scope="session")
def library() -> Library:
    return load_library(PROBLEMS)


@pytest.fixture(scope="session")
def gradient_checking(library: Library, pool: CellPool) -> Published:
    return publish(library.sources["gradient-checking"], pool)
