"""Bodies of the calls on drafts."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from api.errors import ProblemDetails
from api.problems.schemas import Example, ProblemDetail
from api.submissions.schemas import Diagnosis, ErrorShown, TestEntry
from api.unicode import UnicodeText
from judge.verdict import Verdict


class IssueShown(BaseModel):
    """Something wrong with a problem file. A warning does not keep it from being published."""

    line: int
    field: str
    message: str
    severity: Literal["error", "warning"] = "error"


class Survivor(BaseModel):
    """A mutant of the reference solution that every test accepts."""

    model_config = ConfigDict(extra="allow")

    id: str = Field(description="What an author writes under `equivalent`.")
    kind: str
    line: int
    before: str
    after: str
    equivalent_reason: str | None = Field(
        default=None, description="Why the author calls it equivalent; null: it survives."
    )


class MutantTable(BaseModel):
    """What the tests made of the mutants of the reference solution."""

    total: int
    killed: int
    equivalent: int
    survivors: list[Survivor]


class CheckResult(BaseModel):
    """What the publish gate says."""

    ok: bool
    issues: list[IssueShown]
    seconds: float
    tests: int | None = Field(description="How many tests there are; null if it never got there.")
    warnings: int
    mutants: MutantTable | None = Field(description="Null if it never got there.")


class InvalidProblemDetails(ProblemDetails):
    """The error for a problem that does not pass the gate."""

    issues: list[IssueShown]


class PreviewExample(Example):
    """An example of a draft; `expected` is null where the reference gave no value in a moment."""

    expected: Any = None


class PreviewView(ProblemDetail):
    """What a candidate would see. `version` is 0 and the time limit may not be known yet."""

    limits: Any
    examples: list[PreviewExample]  # type: ignore[assignment]


class Preview(BaseModel):
    """A draft as a candidate would see it: `view` of a problem, `document` of another kind."""

    issues: list[IssueShown]
    view: PreviewView | None
    document: dict[str, Any] | None = Field(
        default=None, description="What `GET` gives of a lab, a question or a course."
    )


class Trial(BaseModel):
    """A solution to be judged against a draft."""

    model_config = ConfigDict(extra="forbid")

    source: UnicodeText = Field(description="The draft's YAML.")
    code: str = Field(description="Python source, at most 256 KiB.")


class TrialReport(BaseModel):
    """The judge's report of a solution. Hidden tests are marked, and shown in full."""

    verdict: Verdict
    score: float
    passed: int
    total: int
    time_ms: float
    memory_kib: int
    diagnosis: Diagnosis | None
    error: ErrorShown | None
    stdout: str
    tests: list[TestEntry]
