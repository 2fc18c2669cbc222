"""How far a proof has come, for whoever waits for it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from judge.proof import MutationResult

StepName = Literal[
    "tests", "solution", "starter", "wrong solutions", "mutants", "parts", "code cells"
]
"""Of problems in this order; the last two are of questions and of labs."""


@dataclass(frozen=True)
class Step:
    """`done` of `total` parts of a step are done."""

    name: StepName
    done: int
    total: int


Progress = Step | MutationResult
OnProgress = Callable[[Progress], None]
"""Gets each step as it goes on, and what became of the mutants. Called from several threads."""


def ignore(progress: Progress) -> None:
    """Nobody waits."""
