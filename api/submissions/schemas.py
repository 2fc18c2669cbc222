"""Bodies of the submission calls."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from api.problems.schemas import Drawing, Tolerance, UsedFunction, Value
from judge.verdict import Verdict

Mode = Literal["submit", "run"]


class NewSubmission(BaseModel):
    """Code to be judged by all tests."""

    model_config = ConfigDict(extra="forbid")

    code: str = Field(description="Python source, at most 256 KiB.")


class NewRun(NewSubmission):
    """Code to be run on the examples, or on inputs of one's own."""

    inputs: Annotated[list[dict[str, Any]], Field(min_length=1, max_length=20)] | None = Field(
        default=None,
        description="One object a case, with a plain JSON value for each parameter. "
        "Leave out for the examples.",
    )


class Diagnosis(BaseModel):
    """What a failure looks like, in words."""

    model_config = ConfigDict(extra="allow")

    code: str
    message: str


class ErrorShown(BaseModel):
    """An exception of the candidate's code."""

    model_config = ConfigDict(extra="allow")

    type: str
    message: str
    line: int | None
    traceback: str


class GradientCheck(BaseModel):
    """A part of an answer that is a gradient of the problem's loss, against central differences."""

    part: str = Field(description="Where it stands in the answer: `result`, `result['dW']`.")
    parameter: str = Field(description="The parameter by which the loss was differentiated.")
    relative_error: Value = Field(
        description="|answer - numeric| / (|answer| + |numeric|), entry by entry."
    )
    numeric: Value = Field(description="The central differences of the problem's loss.")


class TestEntry(BaseModel):
    """A judged test. Of a hidden one, only the fields up to `note` are there."""

    __test__ = False
    model_config = ConfigDict(extra="allow")

    name: str
    hidden: bool
    verdict: Verdict
    time_ms: float | None
    diagnosis: Diagnosis | None
    note: str | None = Field(
        None, description="What was taken for something else, though the answer is right."
    )
    inputs: dict[str, Value] | None = None
    expected: Value | None = None
    actual: Value | None = None
    stdout: str | None = None
    figures: list[Drawing] | None = Field(
        None, description="What the code drew: of runs alone, at most 4 and 1 MiB in all."
    )
    error: ErrorShown | None = None
    compare: Tolerance | None = Field(None, description="How close the answer has to be here.")
    difference: Value | None = Field(
        None,
        description=(
            "Of a wrong number or array: what came less what was expected. Of a nested result, a"
            " dict of these by the paths of the parts that differ."
        ),
    )
    gradient_check: list[GradientCheck] | None = Field(
        None, description="For shown tests of problems that state their loss."
    )


class SubmissionItem(BaseModel):
    """A submission in a list."""

    id: str
    problem: str
    version: int
    mode: Mode
    status: Literal["queued", "running", "done"]
    verdict: Verdict | None
    score: float | None = Field(description="0 to 1.")
    passed: int | None
    total: int | None
    time_ms: float | None
    memory_kib: int | None
    diagnosis: Diagnosis | None
    created_at: datetime
    finished_at: datetime | None


class Submission(SubmissionItem):
    """A submission with its tests; while it runs, with those judged so far."""

    used: list[UsedFunction] = Field(
        [], description="Of problems that use others: with whose functions it is judged."
    )

    tests: list[TestEntry]
    error: ErrorShown | None = Field(description="A failure before the first test.")
    stdout: str | None = Field(description="What was printed before the first test.")


class SubmissionWithCode(Submission):
    """A submission as its owner sees it."""

    code: str | None = Field(description="Null once it is no longer kept.")
