"""Grade an answer to a part of a question, and tell what stands behind it afterwards.

What an answer is: the text of an option (a list of texts where several may be chosen), true or
false, a number (or a text that says one: "1/4"), a formula, a text for each blank or a whole
program, or free text. Free text is not graded: who wrote it compares it with the model answer.
"""

import math
from typing import Any

from judge.questions.code import grade_code
from judge.questions.formulas import has_values, is_equal
from judge.questions.grade import MAX_ANSWER, AnswerError, Grade, GradingError
from judge.runner import CellPool
from judge.spec.formula import FormulaError, evaluate, parse_formula
from judge.spec.question import (
    ChoicePart,
    CodePart,
    ExpressionPart,
    FreePart,
    NumberPart,
    Part,
    TrueFalsePart,
)

__all__ = ["AnswerError", "Grade", "GradingError", "grade", "reveal"]


def grade(part: Part, answer: Any, pool: CellPool) -> Grade:
    """Grade an answer. Blocks where code or algebra has to run.

    Raises AnswerError for what is no answer to this part (its text is for who gave it; it does not
    count), GradingError when the part itself is broken, CellDied when the sandbox failed.
    """
    match part:
        case ChoicePart():
            return _grade_choice(part, answer)
        case TrueFalsePart():
            if not isinstance(answer, bool):
                raise AnswerError("answer true or false")
            return Grade(answer == part.answer)
        case NumberPart():
            return _grade_number(part, answer)
        case ExpressionPart():
            return _grade_expression(part, answer, pool)
        case CodePart():
            return grade_code(part, answer, pool)
        case FreePart():
            _text(answer)
            return Grade(None)


def reveal(part: Part) -> dict[str, Any]:
    """What may be seen once the part is answered: the answer and what explains it."""
    view = part.model_dump(mode="json", include=set(part.secret) - {"wrong"})
    if isinstance(part, NumberPart) and math.isinf(part.answer):
        view["answer"] = "oo" if part.answer > 0 else "-oo"  # as JSON cannot say it
    if isinstance(part, ChoicePart):
        view |= {"answer": sorted(part.right, key=part.texts.index), "feedback": part.feedback}
    return view


def _text(answer: Any) -> str:
    if not isinstance(answer, str) or not answer.strip():
        raise AnswerError("write an answer")
    if len(answer) > MAX_ANSWER:
        raise AnswerError(f"the answer is longer than {MAX_ANSWER} characters")
    return answer


def _grade_choice(part: ChoicePart, answer: Any) -> Grade:
    several = not isinstance(part.answer, str)
    chosen = answer if several else [answer]
    if not isinstance(chosen, list) or not all(text in part.texts for text in chosen):
        raise AnswerError("choose from the options" + (", as a list" if several else ""))
    said = [part.feedback[text] for text in dict.fromkeys(chosen) if text in part.feedback]
    return Grade(set(chosen) == part.right, "\n\n".join(said))


def _grade_number(part: NumberPart, answer: Any) -> Grade:
    if isinstance(answer, bool) or not isinstance(answer, int | float | str):
        raise AnswerError("answer with a number")
    if isinstance(answer, str):
        given = _number(_text(answer))
    else:
        try:
            given = float(answer)
        except OverflowError:
            raise AnswerError("the number is too large") from None
    if _is_near(part, given, part.answer):
        return Grade(True)
    near = (wrong.message for wrong in part.wrong if _is_near(part, given, wrong.answer))
    return Grade(False, next(near, ""))


def _number(text: str) -> float:
    try:
        formula = parse_formula(text)
    except FormulaError as error:
        raise AnswerError(f"not a number: {error}") from None
    if formula.several:
        raise AnswerError("one number is wanted; write a point where decimals begin")
    return evaluate(formula.trees[0], {})


def _is_near(part: NumberPart, given: float, wanted: float) -> bool:
    # Equal first: the difference of infinities is no number.
    return given == wanted or abs(given - wanted) <= max(part.atol, part.rtol * abs(wanted)) < 1e300


def _grade_expression(part: ExpressionPart, answer: Any, pool: CellPool) -> Grade:
    text = _text(answer)
    try:
        given = parse_formula(text, part.variables)
    except FormulaError as error:
        raise AnswerError(f"not a formula: {error}") from None
    wanted = parse_formula(part.answer, part.variables)
    if len(given.trees) != len(wanted.trees):
        raise AnswerError(f"{len(wanted.trees)} formulas are wanted here, in order")
    if has_values(given, wanted, part) and is_equal(given, wanted, part, pool):
        return Grade(True)
    for wrong in part.wrong:
        mistake = parse_formula(wrong.answer, part.variables)
        if is_equal(given, mistake, part, pool):
            return Grade(False, wrong.message)
    return Grade(False)
