"""Bodies of the rejudge calls."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from api.unicode import UnicodeText
from judge.verdict import Verdict

Status = Literal["running", "judged", "applying", "applied", "cancelled"]


class NewRejudging(BaseModel):
    """How to begin."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"apply": False}]})

    apply: bool = Field(
        default=False,
        description="Apply each outcome as it comes. Otherwise nothing changes before `apply`.",
    )
    submissions: list[UnicodeText] | None = Field(
        default=None,
        min_length=1,
        max_length=500,
        description="These attempts alone; unset: all that have an outcome.",
    )


class Judged(BaseModel):
    """What an attempt was given, by which version."""

    version: int
    verdict: Verdict | None
    score: float | None = Field(description="0 to 1.")
    passed: int | None
    total: int | None


class Change(BaseModel):
    """An attempt that is judged otherwise than it was."""

    model_config = ConfigDict(populate_by_name=True)

    submission: str
    user: str = Field(description="The name of who made it.")
    before: Judged = Field(alias="from")
    after: Judged = Field(alias="to")
    applied: bool


class Outcomes(BaseModel):
    """How many attempts went from one verdict to another, or stayed."""

    model_config = ConfigDict(populate_by_name=True)

    before: Verdict = Field(alias="from")
    after: Verdict = Field(alias="to")
    count: int


class RejudgingItem(BaseModel):
    """Finished attempts at a problem, judged anew by the version that was current then."""

    id: str
    problem: str
    version: int
    apply: bool
    status: Status = Field(
        description="`running`; `judged`: a preview that waits for `apply` or `cancel`; "
        "`applying`; `applied`; `cancelled`."
    )
    chosen: bool = Field(description="Whether attempts were chosen; else it is all.")
    total: int
    done: int
    changed: int = Field(description="With another verdict or another score.")
    failed: int = Field(description="Could not be judged, by our own fault; they stay as they are.")
    applied: int
    counts: list[Outcomes]
    created_by: str
    created_at: datetime
    finished_at: datetime | None


class Rejudging(RejudgingItem):
    """With a page of what changes, oldest attempt first."""

    changes: list[Change]
    next: str | None = Field(description="Cursor of the next page of changes.")
