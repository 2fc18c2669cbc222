"""Bodies of the question calls."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from api.problems.schemas import Difficulty, Status

Number = Annotated[str, Field(pattern=r"^[1-9][0-9]?$")]


class QuestionItem(BaseModel):
    """A question in the list. `status` is the caller's own: `solved` once every part was right."""

    id: str
    number: int
    title: str
    difficulty: Difficulty
    topics: list[str]
    tags: list[str]
    minutes: int | None
    parts: int
    answered: int
    right: int
    status: Status | None


class Graded(BaseModel):
    """What became of an answer to a part."""

    right: bool | None = Field(description="Null for answers in words: `marks` says it.")
    message: str = Field(description="Markdown.")
    calls: list[dict[str, Any]] = Field(
        default=[], description="Of code that was run: `call`, `right`, `actual` or `error`."
    )
    error: str | None = Field(
        default=None, description="Why this is no answer to the part; it was not recorded."
    )
    reveal: dict[str, Any] | None = Field(
        default=None,
        description="The right answer and what explains it: `answer` or `answers` or `solution`, "
        "`explanation`, `rubric`, `feedback`, as the part has them.",
    )


class OwnAnswer(Graded):
    """The caller's last answer to a part."""

    answer: Any
    tries: int


class Part(BaseModel):
    """A part of a question, without its answer."""

    model_config = ConfigDict(extra="allow")

    kind: Literal["choice", "true_false", "number", "expression", "code", "free"]
    text: str
    hints: list[str]


class QuestionDetail(QuestionItem):
    """A question as candidates see it, with the answers that the caller has given."""

    model_config = ConfigDict(extra="allow")

    version: int
    text: str
    parts: list[Part]  # type: ignore[assignment]
    answers: dict[str, OwnAnswer] = Field(description="By number of the part, from 1.")


class NewAnswers(BaseModel):
    """Answers to parts, by their numbers from 1, and what one says of own answers in words."""

    model_config = ConfigDict(extra="forbid")

    answers: dict[Number, Any] = Field(
        default_factory=dict,
        max_length=30,
        description="The text of an option (a list where several may be chosen), true or false, a "
        "number or a text such as `1/4`, a formula, a text for each blank or a program, or words.",
    )
    marks: dict[Number, bool] = Field(
        default_factory=dict,
        max_length=30,
        description="Of parts in words: whether one's own answer was right, beside the model's.",
    )
    seen: dict[Number, Annotated[int, Field(ge=0, le=2**31 - 1)]] = Field(
        default_factory=dict,
        max_length=30,
        description="`tries` of parts as they were read, 0 for none: 409, with the answer that is"
        " kept as `answer`, when one was answered since.",
    )
    reveal: bool = Field(
        default=True, description="False: keep the answer of a part that was wrong, to try again."
    )


class AnswersGraded(BaseModel):
    """What became of the answers, by part."""

    parts: dict[str, Graded]
    status: Status | None


class FormulaRead(BaseModel):
    """How a formula is understood: `tex`, or `error` where it is no formula."""

    tex: str | None = None
    error: str | None = Field(default=None, description="What is wrong, and where.")
