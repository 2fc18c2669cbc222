"""Showing questions and grading answers to them."""

from typing import Any

import structlog

from api.background import run_in_share
from api.context import Context
from api.errors import Invalid
from api.paging import decode_cursor, encode_cursor
from api.problems.entries import AnyEntry, view_of
from api.problems.schemas import Status
from api.questions import answers
from api.questions.answers import NewAnswer
from api.questions.schemas import AnswersGraded, FormulaRead, Graded, NewAnswers
from api.submissions.checks import check_plain
from judge.questions import AnswerError, GradingError, grade, reveal
from judge.runner import PoolShare
from judge.spec import Question
from judge.spec.formula import FormulaError, parse_formula
from judge.spec.formula_tex import to_tex
from judge.spec.question import FreePart, Part

log = structlog.get_logger()

Json = dict[str, Any]

_BROKEN = "This part cannot be graded: its author made a mistake. It was logged."


def question_of(entry: AnyEntry) -> Question:
    """Return the question of an entry."""
    assert isinstance(entry.document, Question)
    return entry.document


def status_of(parts: int, answered: int, right: int) -> Status | None:
    """Return how far somebody is with a question."""
    if right >= parts:
        return "solved"
    return "attempted" if answered else None


async def list_questions(
    context: Context, user_id: str | None, topic: str | None, cursor: str | None, limit: int
) -> tuple[list[Json], str | None]:
    """Return a page of the questions, by number, and the next page's cursor."""
    counts = await answers.count(context.database, user_id)
    after = tuple(decode_cursor(cursor, int, str)) if cursor is not None else None
    found = [
        entry
        for entry in context.catalogue.documents("question")
        if (topic is None or topic.casefold() in question_of(entry).topics)
        and (after is None or entry.sort_key > after)
    ]
    more = encode_cursor(*found[limit - 1].sort_key) if len(found) > limit else None
    return [item_json(entry, counts.get(entry.id, (0, 0))) for entry in found[:limit]], more


def item_json(entry: AnyEntry, count: tuple[int, int]) -> Json:
    """Return a question as the list has it; `count`: parts answered, and right."""
    question = question_of(entry)
    fields = {"id", "number", "title", "difficulty", "topics", "tags", "minutes"}
    parts = len(question.parts)
    # Another version may have had more parts.
    answered, right = (min(number, parts) for number in count)
    return question.model_dump(mode="json", include=fields) | {
        "parts": parts,
        "answered": answered,
        "right": right,
        "status": status_of(parts, answered, right),
    }


async def get_question(context: Context, user_id: str | None, question_id: str) -> Json:
    """Return a question without its answers, but with the caller's. Raises NotFound, Gone."""
    entry = context.catalogue.get_document("question", question_id)
    question = question_of(entry)
    own = await answers.read(context.database, user_id, question_id)
    counts = await answers.count(context.database, user_id)
    shown = {
        str(number): {
            **own[number].grade,
            "right": own[number].right,
            "answer": own[number].answer,
            "tries": own[number].tries,
        }
        for number in range(1, len(question.parts) + 1)
        # What answered a part of an older version may not fit what stands here now.
        if number in own and own[number].version == entry.version
    }
    item = item_json(entry, counts.get(entry.id, (0, 0)))
    view = view_of(entry.source)
    return {**view, **item, "parts": view["parts"], "version": entry.version, "answers": shown}


async def answer_question(
    context: Context, user_id: str, question_id: str, body: NewAnswers
) -> AnswersGraded:
    """Grade answers and keep them.

    Raises NotFound, Gone, Invalid, TooMany, AnswerConflict, Unavailable.
    """
    entry = context.catalogue.get_document("question", question_id)
    parts = question_of(entry).parts
    for field, wanted in (("answers", body.answers), ("marks", body.marks)):
        for name in wanted:
            if int(name) > len(parts):
                raise Invalid(f"There is no part {name}.", field=f"{field}.{name}")
    for name in body.marks:
        if not isinstance(parts[int(name) - 1], FreePart):
            raise Invalid(f"Part {name} is graded by the judge.", field=f"marks.{name}")
    check_plain(list(body.answers.values()))
    if body.answers:
        context.limits.hit("answer", user_id)
    graded = await _grade_all(context, parts, body)
    found = [
        NewAnswer(
            number,
            body.answers[str(number)],
            result.model_dump(mode="json", exclude={"right", "error"}),
            result.right,
            body.seen.get(str(number)),
        )
        for number, result in graded.items()
        if result.error is None
    ]
    await answers.store(context.database, user_id, question_id, entry.version, found)
    marks = {int(name): right for name, right in body.marks.items()}
    missing = await answers.mark(context.database, user_id, question_id, marks)
    if missing:
        raise Invalid(f"Part {missing[0]} has no answer yet.", field=f"marks.{missing[0]}")
    for number, right in marks.items():
        result = graded.setdefault(number, Graded(right=None, message=""))
        result.right = right
    count = (await answers.count(context.database, user_id)).get(question_id, (0, 0))
    return AnswersGraded(
        parts={str(number): result for number, result in sorted(graded.items())},
        status=status_of(len(parts), *count),
    )


async def _grade_all(
    context: Context, parts: tuple[Part, ...], body: NewAnswers
) -> dict[int, Graded]:
    """Grade in a thread: code and algebra run in cells. Raises Unavailable."""

    def work(share: PoolShare) -> dict[int, Graded]:
        return {
            int(name): _grade(parts[int(name) - 1], answer, share, body.reveal)
            for name, answer in body.answers.items()
        }

    if not body.answers:
        return {}
    late = "Grading took too long and was stopped. Send fewer parts."
    return await run_in_share(context, work, late)


def _grade(part: Part, answer: Any, share: PoolShare, show: bool) -> Graded:
    try:
        result = grade(part, answer, share)
    except AnswerError as error:
        return Graded(right=None, message="", error=_sentence(error))
    except GradingError as error:
        log.error("a part cannot be graded", part=part.text[:80], error=str(error))
        return Graded(right=None, message="", error=_BROKEN)
    shown = show or result.right is not False
    return Graded(**result.to_json(), reveal=reveal(part) if shown else None)


def read_formula(text: str, variables: list[str]) -> FormulaRead:
    """Return how a formula over some variables is understood."""
    try:
        return FormulaRead(tex=to_tex(parse_formula(text, variables)))
    except FormulaError as error:
        return FormulaRead(error=_sentence(error))


def _sentence(error: Exception) -> str:
    words = str(error)
    return words[:1].upper() + words[1:]
