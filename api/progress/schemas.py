"""Bodies of the progress call."""

from datetime import date, datetime

from pydantic import BaseModel, Field

from api.labs.schemas import Named
from judge.verdict import Verdict


class TopicProgress(BaseModel):
    """Progress within one topic."""

    topic: str
    solved: int
    attempted: int = Field(description="Tried and not solved yet.")
    total: int


class CourseProgress(BaseModel):
    """Progress within one course."""

    course: str
    title: str
    items: int
    solved: int
    next: Named | None = Field(description="The first item that is not done; null after the last.")


class Day(BaseModel):
    """What was done on a day, by UTC."""

    day: date
    attempts: int = Field(description="Submissions that were judged.")
    answers: int = Field(description="Parts and prompts answered.")
    right: int = Field(description="How many of both were right.")


class Recent(BaseModel):
    """One of the last submissions."""

    id: str
    what: Named
    verdict: Verdict | None
    created_at: datetime


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
        description="Days in a row, by UTC, with an accepted submission or a right answer, up to "
        "today or yesterday."
    )
    topics: list[TopicProgress]
    labs: list[LabProgress]
    questions: QuestionProgress
    courses: list[CourseProgress]
    days: list[Day] = Field(description="The active days of the last year, in order.")
    unfinished: list[Named] = Field(
        description="What was tried and is not done, the last seen first."
    )
    recent: list[Recent] = Field(description="The last submissions, the newest first.")
