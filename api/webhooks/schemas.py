"""Bodies of the webhook calls."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from api.webhooks.addresses import MAX_URL

Url = Annotated[str, Field(min_length=1, max_length=MAX_URL)]
Description = Annotated[str, StringConstraints(max_length=200, pattern=r"^[^\x00-\x1f]*$")]
State = Literal["active", "paused", "disabled"]
Status = Literal["waiting", "delivered", "failed"]


class Happening(StrEnum):
    """What an endpoint can be told of."""

    SUBMISSION_DONE = "submission.done"
    BATCH_DONE = "batch.done"
    SUBMISSION_REJUDGED = "submission.rejudged"


TEST = "test"
"""The event of a message that only tries whether it arrives."""

Happenings = Annotated[list[Happening], Field(min_length=1, max_length=len(Happening))]
DEFAULT_EVENTS = [Happening.SUBMISSION_DONE, Happening.BATCH_DONE]


class NewWebhook(BaseModel):
    """A wish to be told."""

    model_config = ConfigDict(extra="forbid")

    url: Url = Field(examples=["https://course.example.org/nabla"])
    events: Happenings = Field(
        DEFAULT_EVENTS,
        description="`submission.done`: a verdict is there, or it was cancelled. `batch.done`: all "
        "of a batch are. `submission.rejudged`: judged anew, it has another verdict or score.",
    )
    description: Description = Field("", examples=["grade book"])


class WebhookChange(BaseModel):
    """What is to be different; what is left out stays as it is."""

    model_config = ConfigDict(extra="forbid")

    url: Url | None = None
    events: Happenings | None = None
    description: Description | None = None
    state: Literal["active", "paused"] | None = Field(
        None, description="`active` also ends a state of `disabled`; what waits is sent then."
    )


class Webhook(BaseModel):
    """An endpoint, without its secret."""

    id: str
    url: str
    events: list[Happening]
    description: str
    state: State = Field(
        description="While it is paused (by you) or disabled (by failing), deliveries wait."
    )
    reason: str | None = Field(description="Why it was disabled.")
    failing_since: datetime | None = Field(description="Since when no delivery has succeeded.")
    created_at: datetime


class WebhookWithSecret(Webhook):
    """An endpoint whose secret is new: it is shown this once."""

    secret: str = Field(
        description="Signs by Standard Webhooks: `whsec_` and a key in Base64.",
        examples=["whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"],
    )


class Delivery(BaseModel):
    """A message to an endpoint and what became of it."""

    id: str = Field(description="The header `webhook-id`: the same in every try.")
    event: str
    subject: str | None = Field(description="The id of the submission or batch it tells of.")
    status: Status
    attempts: int
    created_at: datetime
    next_at: datetime | None = Field(description="When it is tried next, while it waits.")
    finished_at: datetime | None
    response_status: int | None = Field(description="HTTP's status of the last answer.")
    error: str | None = Field(description="Why the last try failed.")
