"""Bodies of the calls on attempts."""

from datetime import date
from typing import Annotated

from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field

from api.submissions.schemas import Mode, SubmissionItem, SubmissionWithCode
from judge.verdict import Verdict


class Wanted(BaseModel):
    """Which attempts are asked for; what is left out may be whatever it is."""

    model_config = ConfigDict(extra="forbid")

    problem: str | None = Field(None, max_length=100, examples=["gradient-checking"])
    user: str | None = Field(
        None, max_length=100, description="The name of who made it.", examples=["ada"]
    )
    verdict: Verdict | None = Field(None, examples=["wrong_answer"])
    mode: Mode | None = Field(None, description="Submissions or runs.", examples=["submit"])
    version: int | None = Field(None, ge=1, le=10**9, description="Of the problem.", examples=[1])
    since: date | None = Field(
        None, description="From this day on, by UTC.", examples=["2026-01-01"]
    )
    until: date | None = Field(
        None, description="Up to this day and with it, by UTC.", examples=["2026-12-31"]
    )


class ListWish(Wanted):
    """A page of them."""

    cursor: str | None = Field(
        None, max_length=500, description="`next` of the page before; leave out to start."
    )
    limit: int = Field(50, ge=1, le=200, description="Most items on a page.")


WantedQuery = Annotated[Wanted, Query()]
ListQuery = Annotated[ListWish, Query()]


class AttemptItem(SubmissionItem):
    """A submission or a run in the list."""

    user: str = Field(description="The name of who made it.", examples=["ada"])
    user_id: str


class AttemptPage(BaseModel):
    """A page of attempts."""

    items: list[AttemptItem]
    next: str | None = Field(
        description="Cursor of the next page, null on the last one. A page looks at a bounded "
        "number of attempts: it may hold few items, or none, and have a next one all the same."
    )


class AttemptShown(SubmissionWithCode):
    """One attempt, with its code and what is stored of its tests."""

    user: str = Field(description="The name of who made it.")
    user_id: str
