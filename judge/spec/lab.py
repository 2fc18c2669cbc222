"""Labs and courses: problems and prompts in an order that teaches."""

from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag

from judge.spec.base import Items, Line, Model, Python, Slug, Text
from judge.spec.figures import Figure
from judge.spec.model import Difficulty, InterviewQuestion


class TaskItem(Model):
    """A problem to solve."""

    task: Slug
    """The problem's id."""
    text: Text = ""
    """What to say before it here; Markdown."""


class ExplainItem(Model):
    """A prompt to answer in words; the model answer is shown afterwards."""

    explain: Text = Field(min_length=1)
    """The prompt; Markdown."""
    answer: Text = Field(min_length=1)
    """The model answer; Markdown."""
    rubric: Items[Line] = ()
    """What a good answer mentions, point by point, for marking oneself."""


class CodeItem(Model):
    """Code to run and to play with; it sees what `setup` and the cells before it define."""

    code: Python = Field(min_length=1)
    """The cell's Python."""
    about: Text = ""
    """What it shows; Markdown."""


class TextItem(Model):
    """Text between the others."""

    text: Text = Field(min_length=1)
    """Markdown with $TeX$; `![alt](figure:NAME)` places a figure."""


def _tag(*names: str) -> Discriminator:
    """Tells items apart by the field that they have; the tags are no names of fields."""

    def choose(item: Any) -> str | None:
        has = item.__contains__ if isinstance(item, dict) else lambda name: hasattr(item, name)
        return next((f"({name})" for name in names if has(name)), None)

    words = f"{', '.join(names[:-1])} or {names[-1]}"
    return Discriminator(
        choose, custom_error_type="item", custom_error_message=f"an item is one of: {words}"
    )


LabItem = Annotated[
    Annotated[TaskItem, Tag("(task)")]
    | Annotated[ExplainItem, Tag("(explain)")]
    | Annotated[CodeItem, Tag("(code)")]
    | Annotated[TextItem, Tag("(text)")],
    _tag("task", "explain", "code", "text"),
]


class LabSection(Model):
    """A part of a lab."""

    title: Line
    """Its heading."""
    text: Text = ""
    """What stands below the heading; Markdown."""
    items: Items[LabItem] = Field(min_length=1)
    """Tasks, prompts, code and texts, in order."""


class Resource(Model):
    """Something to read."""

    title: Line
    """What the link says."""
    url: Annotated[str, Field(pattern=r"^https://\S+$", max_length=500)]
    """Where it leads."""


class Lab(Model):
    """A lab: a setup cell, and sections of tasks, prompts and code."""

    kind: Literal["lab"]
    """What kind of document this is."""
    id: Slug
    """The file's name without `.yaml`."""
    number: int = Field(ge=1, le=1_000_000)
    """Its number among the labs."""
    title: Line
    """What the catalogue calls it."""
    difficulty: Difficulty
    """easy, medium or hard."""
    topics: Items[Slug] = Field(min_length=1)
    """The subjects that it belongs to."""
    tags: Items[Slug] = ()
    """Finer words to search for."""
    label: Line | None = None
    """Where it stands in a plan, such as W2 D2."""
    about: Text = ""
    """What it is about; Markdown."""
    goal: Text = ""
    """What will have been made at the end; Markdown."""
    key_idea: Text = ""
    """The one sentence to remember; Markdown."""
    outcomes: Items[Line] = ()
    """What one can do afterwards."""
    prerequisites: Items[Slug] = ()
    """Labs or problems to do before."""
    minutes: int | None = Field(None, ge=1, le=6000)
    """How long it takes."""
    setup: Python = ""
    """Python of the setup cell, which all code cells see."""
    sections: Items[LabSection] = Field(min_length=1)
    """Its parts, in order."""
    figures: Items[Figure] = ()
    """What the texts place."""
    gotchas: Items[Text] = ()
    """What people get wrong; Markdown."""
    interview: Items[InterviewQuestion] = ()
    """Questions as interviewers ask them."""
    asked_at: Items[Line] = ()
    """Where it is asked."""
    resources: Items[Resource] = ()
    """What to read."""

    @property
    def tasks(self) -> tuple[str, ...]:
        """The ids of its problems, in order."""
        items = (item for section in self.sections for item in section.items)
        return tuple(item.task for item in items if isinstance(item, TaskItem))

    def candidate_view(self) -> dict[str, Any]:
        """What may be seen before anything is answered: all but the prompts' model answers."""
        view = self.model_dump(mode="json")
        for section in view["sections"]:
            for item in section["items"]:
                if "explain" in item:
                    del item["answer"], item["rubric"]
        return view


class LabLink(Model):
    """A lab of a course."""

    lab: Slug
    """The lab's id."""
    text: Text = ""
    """What to say before it; Markdown."""


class ProblemLink(Model):
    """A problem of a course."""

    problem: Slug
    """The problem's id."""
    text: Text = ""
    """What to say before it; Markdown."""


class QuestionLink(Model):
    """A question of a course."""

    question: Slug
    """The question's id."""
    text: Text = ""
    """What to say before it; Markdown."""


CourseItem = Annotated[
    Annotated[LabLink, Tag("(lab)")]
    | Annotated[ProblemLink, Tag("(problem)")]
    | Annotated[QuestionLink, Tag("(question)")],
    _tag("lab", "problem", "question"),
]


class CourseSection(Model):
    """A part of a course."""

    title: Line
    """Its heading."""
    text: Text = ""
    """What stands below the heading; Markdown."""
    items: Items[CourseItem] = Field(min_length=1)
    """Labs, problems and questions, in order."""


class Course(Model):
    """A course: labs, problems and questions in an order."""

    kind: Literal["course"]
    """What kind of document this is."""
    id: Slug
    """The file's name without `.yaml`."""
    number: int = Field(ge=1, le=1_000_000)
    """Its number among the courses."""
    title: Line
    """What the catalogue calls it."""
    difficulty: Difficulty | None = None
    """easy, medium or hard."""
    about: Text = ""
    """What it is about; Markdown."""
    outcomes: Items[Line] = ()
    """What one can do afterwards."""
    prerequisites: Items[Slug] = ()
    """Courses, labs or problems to do before."""
    minutes: int | None = Field(None, ge=1, le=60_000)
    """How long it takes."""
    figures: Items[Figure] = ()
    """What the texts place."""
    sections: Items[CourseSection] = Field(min_length=1)
    """Its parts, in order."""
