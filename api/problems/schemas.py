"""Bodies of the problem calls, and the form of values that candidates see."""

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Difficulty = Literal["easy", "medium", "hard"]
Status = Literal["attempted", "solved"]


class Value(BaseModel):
    """A value as candidates see it: its type, its data where small, and its text."""

    type: str = Field(examples=["float64[2, 1]"])
    data: Any = Field(
        description="Plain JSON; the strings `nan`, `inf`, `-inf` for what JSON cannot say; "
        "null for an array of over 1,000 entries."
    )
    text: str


class ProblemItem(BaseModel):
    """A problem in the catalogue. `status` is the caller's own, null without an attempt."""

    id: str
    number: int | None
    title: str
    difficulty: Difficulty
    topics: list[str]
    tags: list[str]
    roles: list[str]
    levels: list[str]
    companies: list[str]
    status: Status | None
    given_up: bool = Field(description="The caller gave up, and has seen the solution.")
    acceptance: float | None = Field(
        description="Share of judged submissions that were accepted, 0 to 1; null before the first."
    )


class Parameter(BaseModel):
    """A parameter of the function that the candidate writes."""

    name: str
    type: str
    about: str


class Returns(BaseModel):
    """What the function returns."""

    type: str
    about: str


class Rules(BaseModel):
    """What the code may import, and the names that it may not use."""

    imports: list[str]
    forbid: list[str]


class Limits(BaseModel):
    """What all tests together may take."""

    time_s: float
    memory_mib: int


class Tolerance(BaseModel):
    """A number is right if it is off by at most max(atol, rtol * |expected|)."""

    rtol: float
    atol: float
    mode: str = Field("value", description="What else is right, see the format's `compare`.")
    axis: int | None = Field(None, description="Of the slices that `mode` speaks of.")
    signs: bool = Field(False, description="Slices may be negated besides.")


class Example(BaseModel):
    """A test that is shown."""

    model_config = ConfigDict(extra="allow")

    name: str
    inputs: dict[str, Value]
    expected: Value


class InterviewQuestion(BaseModel):
    """A question that an interviewer goes on with; both are Markdown."""

    question: str
    answer: str


class UsedFunction(BaseModel):
    """A function of another problem that the code may call, and whose it is."""

    problem: str
    function: str
    submission: str | None = Field(
        description="The caller's own accepted submission that it is of; null: the reference's."
    )
    accepted_at: datetime | None


class Drawing(BaseModel):
    """A figure that code drew with matplotlib."""

    src: str = Field(description="A PNG image as a `data:` address.")
    width: int = Field(description="In pixels, at most 1600.")
    height: int = Field(description="In pixels, at most 1200.")
    text: str = Field(description="What its titles and labels say; empty if the code set none.")


class ProblemDetail(ProblemItem):
    """All that a candidate may see of a problem."""

    model_config = ConfigDict(extra="allow")

    version: int
    around: int = Field(
        description="How many people opened or tried it in the last 24 hours, up to 1,000."
    )
    statement: str = Field(description="Markdown with TeX between `$` or `$$`.")
    function: str
    parameters: list[Parameter]
    returns: Returns
    constraints: list[str]
    hints: list[str]
    starter: str
    rules: Rules
    limits: Limits
    compare: Tolerance
    examples: list[Example]
    hidden_tests: int = Field(description="How many tests are not shown.")
    uses: list[str]
    used: list[UsedFunction] = Field(
        [], description="Whose functions of those problems a submission would call now."
    )
    call: str = Field(
        "", description="What a test evaluates unless it has an expression of its own."
    )
    minutes: int | None = None
    prerequisites: list[str] = []
    figures: list[dict[str, Any]] = Field([], description="`![...](figure:NAME)` places one.")
    gotchas: list[str] = []
    interview: list[InterviewQuestion] = []
    asked_at: list[str] = []
