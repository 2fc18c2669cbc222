"""Bodies of the admin calls."""

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, Field

from api.admin.audit import Act

Kind = Literal["problem", "lab", "question", "course"]


class MutantCounts(BaseModel):
    """What the tests made of the mutants of the reference solution."""

    total: int
    killed: int
    equivalent: int
    surviving: int


class AdminProblem(BaseModel):
    """A problem in the admins' list, withdrawn or not."""

    id: str
    kind: Kind
    number: int | None = Field(description="Null if the stored text cannot be read any more.")
    title: str
    difficulty: str | None
    version: int
    withdrawn: bool
    has_file: bool = Field(description="The folder had a file for it at the last start.")
    differs_from_file: bool = Field(description="That file has another content, or is broken.")
    judged: int
    accepted: int
    mutants: MutantCounts | None
    updated_at: datetime


class Version(BaseModel):
    """A version of a problem."""

    version: int
    content_hash: str
    environment: dict[str, str]
    created_at: datetime
    created_by: str | None = Field(description="Null: it came from the problem folder.")
    note: str | None
    current: bool


class PublishedVersion(BaseModel):
    """The version that a problem has now; `created` tells whether it is new."""

    id: str
    version: int
    created: bool
    content_hash: str


class Offered(BaseModel):
    """Whether a problem is offered now."""

    id: str
    version: int
    withdrawn: bool


class AuditItem(BaseModel):
    """Something that an admin did."""

    id: str = Field(examples=["01980b6e-0000-7000-8000-000000000000"])
    at: datetime
    who: str = Field(description="The name of who did it.", examples=["admin"])
    act: Act = Field(examples=["change_account"])
    problem: str | None = Field(examples=[None])
    details: dict[str, Any] = Field(
        description="`user` is the name of the account that it was done to.",
        examples=[{"user": "ada", "disabled": True}],
    )
