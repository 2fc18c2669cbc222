"""Bodies of the progress call."""

from pydantic import BaseModel, Field


class TopicProgress(BaseModel):
    """Progress within one topic."""

    topic: str
    solved: int
    attempted: int = Field(description="Tried and not solved yet.")
    total: int


class LabProgress(BaseModel):
    """Progress within one lab."""

    lab: str
    title: str
    tasks: int
    solved: int
    prompts: int
    explained: int


class QuestionProgress(BaseModel):
    """Progress over the parts of all questions."""

    answered: int
    right: int = Field(description="Were right once, by the judge's word or, in words, one's own.")
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
    labs: list[LabProgress]
    questions: QuestionProgress
