"""Prove a question: every part accepts its own answer, and refuses what its author calls wrong."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from judge.gate.findings import Field, Findings
from judge.gate.progress import OnProgress, Step
from judge.proof import Proof
from judge.questions import AnswerError, Grade, GradingError, grade
from judge.runner import CellPool
from judge.spec import SourceFile
from judge.spec.question import (
    ChoicePart,
    CodePart,
    ExpressionPart,
    NumberPart,
    Part,
    Question,
    TrueFalsePart,
)


@dataclass(frozen=True)
class _Trial:
    """An answer, whether it must be right, and at which field of the part it stands."""

    answer: Any
    right: bool
    field: Field
    message: str | None = None
    """What must be said about it; None for anything."""
    made_up: str = ""
    """For an answer that stands nowhere: what accepting it would mean."""


def prove_question(
    source: SourceFile[Question], pool: CellPool, findings: Findings, on_progress: OnProgress
) -> Proof:
    """Give the parts the answers that are stated. Raises PublishError and CellDied."""
    parts = source.document.parts
    trials = [(i, part, trial) for i, part in enumerate(parts) for trial in _trials(part)]
    with ThreadPoolExecutor(pool.size) as threads:
        graded = threads.map(lambda item: _grade(item[1], item[2], pool), trials)
        for (position, _, trial), result in zip(trials, graded, strict=True):
            on_progress(Step("parts", position, len(parts)))
            _look_at(trial, result, ("parts", position), findings)
    on_progress(Step("parts", len(parts), len(parts)))
    findings.stop_if_any()
    return Proof(tests=len(trials), warnings=tuple(findings.warnings))


def _grade(part: Part, trial: _Trial, pool: CellPool) -> Grade | AnswerError | GradingError:
    try:
        return grade(part, trial.answer, pool)
    except (AnswerError, GradingError) as error:
        return error


def _trials(part: Part) -> Iterator[_Trial]:
    match part:
        case ChoicePart():
            yield from _choices(part)
        case TrueFalsePart():
            yield _Trial(part.answer, True, ("answer",))
            yield _Trial(not part.answer, False, ("answer",))
        case NumberPart():
            yield _Trial(part.answer, True, ("answer",))
            yield _Trial(repr(part.answer), True, ("answer",))
            for index, number in enumerate(part.wrong):
                yield _Trial(number.answer, False, ("wrong", index), number.message)
            loose = "it accepts a number twice as large and more: are rtol and atol right?"
            yield _Trial(2 * part.answer + 1, False, ("atol",), made_up=loose)
        case ExpressionPart():
            yield _Trial(part.answer, True, ("answer",))
            for index, formula in enumerate(part.wrong):
                yield _Trial(formula.answer, False, ("wrong", index), formula.message)
        case CodePart():
            yield from _programs(part)


def _choices(part: ChoicePart) -> Iterator[_Trial]:
    if isinstance(part.answer, str):
        for index, text in enumerate(part.texts):
            yield _Trial(text, text in part.right, ("options", index), part.feedback.get(text))
        return
    right = [text for text in part.texts if text in part.right]
    yield _Trial(right, True, ("answer",))
    for index, text in enumerate(part.texts):
        others = [other for other in right if other != text]
        yield _Trial(others if text in right else [*right, text], False, ("options", index))


def _programs(part: CodePart) -> Iterator[_Trial]:
    if part.solution is not None:
        yield _Trial(part.solution, True, ("solution",))
        started = "it accepts the code that candidates start from"
        yield _Trial(part.code, False, ("code",), made_up=started)
    else:
        best = [texts[0] for texts in part.accepted]
        yield _Trial(best, True, ("answers",))
        for blank, texts in enumerate(part.accepted):
            for other in texts[1:]:
                answer = [*best[:blank], other, *best[blank + 1 :]]
                yield _Trial(answer, True, ("answers", blank))
    for index, wrong in enumerate(part.wrong):
        answer = list(wrong.answers) if wrong.answers else [wrong.code]
        yield _Trial(answer, False, ("wrong", index), wrong.message)


def _look_at(
    trial: _Trial, result: Grade | AnswerError | GradingError, place: Field, findings: Findings
) -> None:
    """Whether the answer was graded as it must be, and drew its message."""
    field = (*place, *trial.field)
    shown = repr(trial.answer)[:100]
    match result:
        case AnswerError():
            if not trial.made_up:
                findings.add(f"{shown} is no answer to it: {result}", *field)
        case GradingError():
            findings.add(str(result), *field)
        case Grade(right=right) if bool(right) is not trial.right:
            graded = f"{shown} is graded {'right' if right else 'wrong'}"
            findings.add(trial.made_up or graded, *field)
        case Grade(message=message) if trial.message and message != trial.message:
            got = f"but: {message}" if message else "nor any other"
            findings.warn(f"who answers {shown} does not get this message {got}"[:300], *field)
