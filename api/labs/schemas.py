"""Bodies of the lab and course calls."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from api.problems.schemas import Difficulty, Drawing, Status, UsedFunction, Value
from api.submissions.schemas import ErrorShown


class LabItem(BaseModel):
    """A lab in the list, with the caller's own progress."""

    id: str
    number: int
    title: str
    difficulty: Difficulty
    topics: list[str]
    tags: list[str]
    label: str | None
    minutes: int | None
    tasks: int
    solved: int
    prompts: int
    explained: int
    status: Status | None = Field(description="`solved` once all tasks and prompts are done.")


class Named(BaseModel):
    """What an item stands for, as far as it is offered now."""

    id: str
    number: int
    title: str
    difficulty: str | None
    status: Status | None
    minutes: int | None
    kind: str = Field(description="problem, lab, question or course.")


class OwnExplanation(BaseModel):
    """What the caller wrote to a prompt, beside the model answer."""

    text: str
    right: bool | None = Field(description="The caller's own mark; null before it is given.")
    answer: str
    rubric: list[str]
    tries: int = Field(description="How often it was answered.")


class LabElement(BaseModel):
    """An item: one of `task`, `explain`, `code`, `text`, with what belongs to it."""

    model_config = ConfigDict(extra="allow")

    task: str | None = None
    problem: Named | None = Field(default=None, description="Of a task; null if withdrawn.")
    explain: str | None = None
    prompt: int | None = Field(default=None, description="Number of the prompt in the lab, from 1.")
    mine: OwnExplanation | None = Field(default=None, description="Null before it is answered.")
    code: str | None = None
    about: str | None = None
    text: str | None = None


class LabSection(BaseModel):
    """A part of a lab."""

    title: str
    text: str
    items: list[LabElement]


class LabDetail(LabItem):
    """All that a candidate may see of a lab."""

    model_config = ConfigDict(extra="allow")

    version: int
    sections: list[LabSection]
    before: list[Named] = Field(description="The prerequisites, as far as they are offered.")


class NewCells(BaseModel):
    """Code cells to run, in order: the last one is wanted, the others define what it uses."""

    model_config = ConfigDict(extra="forbid")

    cells: list[str] = Field(min_length=1, max_length=60)


class CellRun(BaseModel):
    """What a cell has come to."""

    stdout: str
    value: Value | None = Field(description="Of its last line, if that is an expression.")
    figures: list[Drawing] = Field([], description="What it drew with matplotlib.")
    error: ErrorShown | None


class DefinedName(BaseModel):
    """A name that the cells have defined."""

    name: str
    kind: str = Field(examples=["float64 (200, 3)"])
    text: str = Field(description="The value in short; empty for functions.")


class CellsRun(BaseModel):
    """The cells that ran, as far as they came, and what is defined after them."""

    cells: list[CellRun]
    names: list[DefinedName]
    ending: str | None = Field(description="Why a cell did not end: what it used too much of.")
    used: list[UsedFunction] = Field(
        [], description="The caller's own functions of solved tasks: the cells could call them."
    )


class NewExplanation(BaseModel):
    """An answer to a prompt, and how one marks it beside the model answer."""

    model_config = ConfigDict(extra="forbid")

    text: str | None = Field(default=None, max_length=10_000, description="Leave out to only mark.")
    right: bool | None = None
    seen: int | None = Field(
        default=None,
        ge=0,
        le=2**31 - 1,
        description="`tries` of the answer that this one takes the place of, 0 for none: 409, with"
        " the one that is kept as `answer`, when that is another by now.",
    )


class CourseItem(BaseModel):
    """A course in the list."""

    id: str
    number: int
    title: str
    difficulty: Difficulty | None
    about: str
    minutes: int | None
    items: int
    solved: int


class CourseElement(BaseModel):
    """A lab, a problem or a question of a course."""

    kind: str
    id: str
    text: str
    what: Named | None = Field(description="Null if it is withdrawn.")


class CourseSection(BaseModel):
    """A part of a course."""

    title: str
    text: str
    items: list[CourseElement]


class CourseDetail(BaseModel):
    """A course, with the caller's own progress."""

    model_config = ConfigDict(extra="allow")

    id: str
    number: int
    title: str
    difficulty: Difficulty | None
    about: str
    outcomes: list[str]
    prerequisites: list[str]
    minutes: int | None
    version: int
    figures: list[dict[str, Any]]
    sections: list[CourseSection]
    before: list[Named] = Field(description="The prerequisites, as far as they are offered.")
