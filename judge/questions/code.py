"""Grade code: blanks that were filled, or a whole program.

With calls, the program runs in a cell and so does the part's own; their values are compared here.
Without, the texts in the blanks are compared token by token.
"""

import ast
import io
import threading
import tokenize
from collections import OrderedDict
from functools import lru_cache
from typing import Any

from judge.compare import compare
from judge.present import present
from judge.questions.grade import AnswerError, Grade, GradingError
from judge.report import describe_fault
from judge.runner import Answer, Batch, Call, CellPool, Job, Limits, Outcome
from judge.spec.question import CodePart
from judge.spec.types import value_bytes

_MAX_CODE = 64 << 10
_MAX_KEPT, _MAX_KEPT_BYTES = 500, 64 << 10
_known: OrderedDict[CodePart, list[Answer]] = OrderedDict()
_lock = threading.Lock()
_LAYOUT = frozenset(
    (tokenize.NL, tokenize.COMMENT, tokenize.NEWLINE, tokenize.ENDMARKER, tokenize.INDENT,
     tokenize.DEDENT, tokenize.ENCODING)
)  # fmt: skip
_ENDINGS = {
    "time": "It takes too long.",
    "memory": "It needs too much memory.",
    "output": "It prints too much, or returns too large a value.",
}


def grade_code(part: CodePart, answer: Any, pool: CellPool) -> Grade:
    """Grade a text for each blank, or a program. Raises AnswerError and GradingError."""
    texts = _texts(part, answer)
    if not part.calls:
        pairs = zip(texts, part.accepted, strict=True)
        wrong = [n for n, (text, right) in enumerate(pairs, 1) if not _is_among(text, right)]
        if not wrong:
            return Grade(True)
        words = "s " + ", ".join(map(str, wrong)) if len(wrong) > 1 else f" {wrong[0]}"
        blanks = f"Look again at blank{words}." if part.blanks > 1 else ""
        return Grade(False, _mistake_by_text(part, texts) or blanks)
    program = part.filled(texts) if part.blanks else texts[0]
    wanted = _reference(part, pool)
    outcome = _run(part, program, pool)
    if outcome.failure is not None:
        return _unloaded(outcome, program)
    values = _values(outcome, len(part.calls))
    calls = []
    for expression, right, given in zip(part.calls, wanted, values, strict=True):
        good = _is_same(part, right, given)
        shown: dict[str, Any] = {"call": expression, "right": good}
        if given is not None and given.fault is not None:
            shown["error"] = describe_fault(given.fault, program)
        elif given is not None:
            shown["actual"] = present(given.value)
        calls.append(shown)
    if all(call["right"] for call in calls):
        return Grade(True, calls=tuple(calls))
    message = _mistake_by_text(part, texts) or _mistake_by_value(part, values, pool)
    return Grade(False, message or _ENDINGS.get(outcome.ending, ""), tuple(calls))


def _texts(part: CodePart, answer: Any) -> tuple[str, ...]:
    texts = [answer] if isinstance(answer, str) else answer
    wanted = part.blanks or 1
    if (
        not isinstance(texts, list)
        or len(texts) != wanted
        or not all(isinstance(text, str) and text.strip() for text in texts)
    ):
        what = f"a text for each of the {wanted} blanks" if part.blanks else "the program"
        raise AnswerError(f"write {what}")
    if sum(map(len, texts)) > _MAX_CODE:
        raise AnswerError(f"the code is longer than {_MAX_CODE >> 10} KiB")
    return tuple(texts)


def _is_among(text: str, accepted: tuple[str, ...]) -> bool:
    tokens = _tokens(text)
    return any(tokens == _tokens(right) for right in accepted)


def _tokens(text: str) -> list[str]:
    """The code's tokens, but for spaces, comments and the kind of quotes."""
    tokens = []
    try:
        for token in tokenize.generate_tokens(io.StringIO(text.strip()).readline):
            if token.type == tokenize.STRING:
                tokens.append(_unquoted(token.string))
            elif token.type not in _LAYOUT:
                tokens.append(token.string)
    except (tokenize.TokenError, SyntaxError):
        return text.split()
    return tokens


def _unquoted(text: str) -> str:
    try:
        return repr(ast.literal_eval(text))
    except (ValueError, SyntaxError):
        return text


def _run(part: CodePart, program: str, pool: CellPool) -> Outcome:
    limits = Limits(cpu_seconds=part.time_s)
    return pool.run(Job(program, (_batch(part),), limits))


@lru_cache(maxsize=200)
def _batch_of(setup: str, calls: tuple[str, ...], imports: tuple[str, ...]) -> Batch:
    return Batch([Call({}, call) for call in calls], setup=(setup,), imports=imports)


def _batch(part: CodePart) -> Batch:
    return _batch_of(part.setup, part.calls, part.imports)


def _values(outcome: Outcome, count: int) -> list[Answer | None]:
    answers = list(outcome.answers)
    return [*answers, *[None] * (count - len(answers))]


def _reference(part: CodePart, pool: CellPool) -> list[Answer]:
    """What the part's own program gives; small values are kept, and it runs once for all."""
    with _lock:
        known = _known.get(part)
    if known is None:
        known = _run_reference(part, pool)
        if sum(value_bytes(answer.value) for answer in known) <= _MAX_KEPT_BYTES:
            with _lock:
                _known[part] = known
                while len(_known) > _MAX_KEPT:
                    _known.popitem(last=False)
    return known


def _run_reference(part: CodePart, pool: CellPool) -> list[Answer]:
    outcome = _run(part, part.reference, pool)
    if outcome.failure is not None:
        fault = outcome.failure.fault
        raise GradingError(f"the answer does not run: {fault.type}: {fault.message}")
    for call, answer in zip(part.calls, outcome.answers, strict=False):
        if answer.fault is not None:
            fault = answer.fault
            raise GradingError(f"the answer fails in {call}: {fault.type}: {fault.message}")
    if outcome.ending != "finished":
        raise GradingError(f"the answer does not end: {outcome.ending} limit")
    return list(outcome.answers)


def _is_same(part: CodePart, wanted: Answer | None, given: Answer | None) -> bool:
    if wanted is None or given is None or wanted.fault or given.fault:
        return False
    return compare(wanted.value, given.value, part.compare) is None


def _unloaded(outcome: Outcome, program: str) -> Grade:
    assert outcome.failure is not None
    stage, fault = outcome.failure.stage, outcome.failure.fault
    where = f" on line {fault.line}" if fault.line else ""
    if stage == "syntax":
        raise AnswerError(f"not Python{where}: {fault.message}")
    if stage == "forbidden":
        raise AnswerError(f"not allowed here{where}: {fault.message}")
    error = describe_fault(fault, program)
    return Grade(False, f"It fails{where}: {fault.type}: {error['message']}")


def _mistake_by_text(part: CodePart, texts: tuple[str, ...]) -> str:
    for wrong in part.wrong:
        theirs = wrong.answers or (wrong.code,)
        pairs = zip(texts, theirs, strict=True)
        if all(_is_among(text, (other,)) for text, other in pairs):
            return wrong.message
    return ""


def _mistake_by_value(part: CodePart, values: list[Answer | None], pool: CellPool) -> str:
    """The message of the stated mistake that gives the same values in all calls."""
    if any(value is None or value.fault for value in values):
        return ""
    for wrong in part.wrong:
        program = part.filled(wrong.answers) if wrong.answers else wrong.code
        theirs = _values(_run(part, program, pool), len(part.calls))
        if all(_is_same(part, a, b) for a, b in zip(theirs, values, strict=True)):
            return wrong.message
    return ""
