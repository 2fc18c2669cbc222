"""Bodies of the feedback calls."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from api.admin.schemas import Kind

MAX_LETTERS = 4000
Subject = Literal["mistake", "unclear", "broken", "idea", "other"]
State = Literal["open", "closed"]
Text = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True, min_length=1, max_length=MAX_LETTERS, pattern=r"^[^\x00]*$"
    ),
]
Note = Annotated[str, StringConstraints(max_length=MAX_LETTERS, pattern=r"^[^\x00]*$")]


class NewFeedback(BaseModel):
    """A report to the operator."""

    model_config = ConfigDict(extra="forbid")

    kind: Subject = Field(
        description="`mistake`: what is stated or judged is wrong. `unclear`: it cannot be"
        " understood. `broken`: a page does not work.",
        examples=["mistake"],
    )
    text: Text = Field(examples=["The second example has another sign than the statement."])
    document: str | None = Field(
        None,
        max_length=100,
        description="The problem, lab, question or course that it is about.",
        examples=["gradient-checking"],
    )
    path: str | None = Field(
        None,
        max_length=300,
        pattern=r"^/[^\x00-\x1f]*$",
        description="The address of the page that it is about, without the host.",
        examples=["/problems/gradient-checking"],
    )
    submission: str | None = Field(
        None, max_length=36, description="The id of a submission of mine that shows it."
    )


class Feedback(BaseModel):
    """A report as it is kept."""

    id: str
    kind: Subject
    text: str
    document: str | None
    path: str | None
    submission: str | None
    state: State
    note: str = Field(description="What an admin has said to it.")
    created_at: datetime
    closed_at: datetime | None


class FeedbackItem(Feedback):
    """A report as admins see it."""

    user: str = Field(description="The name of who sent it.", examples=["ada"])
    user_id: str
    document_kind: Kind | None = Field(description="What `document` is.")
    closed_by: str | None = Field(description="The name of the admin who closed it.")


class FeedbackChange(BaseModel):
    """What is to be different; what is left out stays as it is."""

    model_config = ConfigDict(extra="forbid")

    state: State | None = Field(None, examples=["closed"])
    note: Note | None = Field(
        None,
        description="The sender finds it among their data.",
        examples=["The example was corrected in version 2."],
    )
