"""Bodies of the progress call."""

from pydantic import BaseModel, Field


class TopicProgress(BaseModel):
    """Progress within one topic."""

    topic: str
    solved: int
    attempted: int = Field(description="Tried and not solved yet.")
    total: int


class Progress(BaseModel):
    """The caller's progress over the current problems."""

    solved: int
    attempted: int = Field(description="Tried and not solved yet.")
    total: int
    streak: int = Field(
        description="Days in a row, by UTC, with an accepted submission, up to today or yesterday."
    )
    topics: list[TopicProgress]
