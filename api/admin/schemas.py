"""Bodies of the admin calls."""

from datetime import datetime

from pydantic import BaseModel

from api.errors import ProblemDetails


class IssueShown(BaseModel):
    """Something wrong with a problem file."""

    line: int
    field: str
    message: str


class CheckResult(BaseModel):
    """What the publish gate says."""

    ok: bool
    issues: list[IssueShown]


class InvalidProblemDetails(ProblemDetails):
    """The error for a problem that does not pass the gate."""

    issues: list[IssueShown]


class Version(BaseModel):
    """A version of a problem."""

    version: int
    content_hash: str
    environment: dict[str, str]
    created_at: datetime
    current: bool


class PublishedVersion(BaseModel):
    """The version that a problem has now; `created` tells whether it is new."""

    id: str
    version: int
    created: bool
    content_hash: str
