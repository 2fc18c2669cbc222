"""Labs and courses with somebody's progress through them."""

from dataclasses import dataclass
from typing import Any

from api.background import run_in_share
from api.context import Context
from api.errors import Invalid, NotFound
from api.labs.schemas import CellsRun, NewExplanation
from api.problems.entries import AnyEntry, view_of
from api.problems.schemas import Status
from api.problems.service import read_statuses
from api.questions import answers
from api.questions.answers import NewAnswer
from api.questions.service import status_of
from api.submissions.checks import check_code, check_plain
from api.submissions.used import entry_of, read_own, shown
from judge.gate.cases import ending_in_words
from judge.notebook import Notebook, run_cells
from judge.runner import Limits, OwnFunction, PoolShare
from judge.spec import Course, Lab, Question
from judge.spec.lab import ExplainItem, LabLink, ProblemLink

Json = dict[str, Any]

CELL_LIMITS = Limits(cpu_seconds=10.0, memory_bytes=512 << 20, output_bytes=256 << 10)
"""What all cells of a lab that are run at once may use."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How far somebody is, in all that is offered."""

    problems: dict[str, Status]
    answers: dict[str, tuple[int, int]]
    """Parts and prompts answered, and right, by document."""

    @classmethod
    async def of(cls, context: Context, user_id: str | None) -> "Standing":
        """Read where a user stands."""
        return cls(
            await read_statuses(context.database, user_id),
            await answers.count(context.database, user_id),
        )

    def in_lab(self, lab: Lab) -> tuple[int, int, Status | None]:
        """Return the tasks solved, the prompts answered, and the status of the whole."""
        tasks, prompts = set(lab.tasks), len(prompts_of(lab))
        solved = sum(self.problems.get(task) == "solved" for task in tasks)
        explained = min(self.answers.get(lab.id, (0, 0))[0], prompts)
        if solved + explained == len(tasks) + prompts > 0:
            return solved, explained, "solved"
        begun = explained or any(task in self.problems for task in tasks)
        return solved, explained, "attempted" if begun else None

    def status(self, entry: AnyEntry) -> Status | None:
        """Return the status of a problem, a lab or a question."""
        document = entry.document
        if isinstance(document, Lab):
            return self.in_lab(document)[2]
        if isinstance(document, Question):
            return status_of(len(document.parts), *self.answers.get(entry.id, (0, 0)))
        return self.problems.get(entry.id)


def prompts_of(lab: Lab) -> list[ExplainItem]:
    """Return the prompts of a lab, in order; they count from 1."""
    items = (item for section in lab.sections for item in section.items)
    return [item for item in items if isinstance(item, ExplainItem)]


def lab_of(entry: AnyEntry) -> Lab:
    """Return the lab of an entry."""
    assert isinstance(entry.document, Lab)
    return entry.document


async def list_labs(context: Context, user_id: str | None) -> list[Json]:
    """Return all labs, by number."""
    standing = await Standing.of(context, user_id)
    return [lab_json(entry, standing) for entry in context.catalogue.documents("lab")]


def lab_json(entry: AnyEntry, standing: Standing) -> Json:
    """Return a lab as the list has it."""
    lab = lab_of(entry)
    fields = {"id", "number", "title", "difficulty", "topics", "tags", "label", "minutes"}
    solved, explained, status = standing.in_lab(lab)
    return lab.model_dump(mode="json", include=fields) | {
        "tasks": len(set(lab.tasks)),
        "solved": solved,
        "prompts": len(prompts_of(lab)),
        "explained": explained,
        "status": status,
    }


async def get_lab(context: Context, user_id: str | None, lab_id: str) -> Json:
    """Return all that a candidate may see of a lab. Raises NotFound, Gone."""
    entry = context.catalogue.get_document("lab", lab_id)
    standing = await Standing.of(context, user_id)
    own = await answers.read(context.database, user_id, lab_id)
    prompts = prompts_of(lab_of(entry))
    view = view_of(entry.source)
    number = 0
    for section in view["sections"]:
        for item in section["items"]:
            if "task" in item:
                item["problem"] = named(context, item["task"], standing)
            elif "explain" in item:
                number += 1
                item["prompt"] = number
                mine = own.get(number)
                # What was said to a prompt that has changed stands beside no model answer.
                fits = mine is not None and mine.grade.get("explain") == item["explain"]
                item["mine"] = _explanation(mine, prompts[number - 1]) if fits else None
    own_view = lab_json(entry, standing)
    first = before(context, lab_of(entry), standing)
    return {**view, **own_view, "version": entry.version, "before": first}


async def run_lab_cells(context: Context, user_id: str, lab_id: str, cells: list[str]) -> CellsRun:
    """Run code cells of a lab; they may call the caller's own functions of its solved tasks.

    Raises NotFound, Gone, TooLarge, Invalid, TooMany, Unavailable."""
    lab = lab_of(context.catalogue.get_document("lab", lab_id))
    check_code("\n".join(cells), context.settings.max_code_bytes)
    context.limits.hit("run", user_id)
    late = "The cells took too long and were stopped. Try again in a moment."
    used, functions = await _own_functions(context, user_id, lab)

    def work(share: PoolShare) -> Notebook:
        return run_cells(cells, share, CELL_LIMITS, functions)

    ran = await run_in_share(context, work, late)
    done = len(ran.cells) == len(cells) or (ran.cells and ran.cells[-1].error)
    ending = None if done else f"This cell {ending_in_words(ran.outcome, CELL_LIMITS)}."
    return CellsRun.model_validate(
        {"cells": ran.cells, "names": ran.names, "ending": ending, "used": used},
        from_attributes=True,
    )


async def _own_functions(
    context: Context, user_id: str, lab: Lab
) -> tuple[list[Json], list[OwnFunction]]:
    """Return the functions of the lab's tasks that the caller has solved: who sees, what runs.

    Before each come the caller's own functions that it uses. A task that is not solved has none
    here: the reference's function would be there to look into.
    """
    found = (context.catalogue.find(task) for task in dict.fromkeys(lab.tasks))
    tasks = [entry.source for entry in found if entry is not None]
    names = {used.problem for source in tasks for used in source.used}
    own = await read_own(context.database, user_id, {*names, *lab.tasks})
    places: dict[str, int] = {}
    entries: list[Json] = []
    functions: list[OwnFunction] = []

    def add(problem: str, name: str, setup: str, uses: tuple[int, ...] = ()) -> int:
        if problem not in places:
            places[problem] = len(functions)
            entries.append(entry_of(problem, name, own[problem]))
            functions.append(OwnFunction(name, own[problem].code, setup, uses=uses))
        return places[problem]

    for source in tasks:
        problem = source.problem
        if problem.id in own:
            uses = [used for used in source.used if used.problem in own]
            theirs = [used.reference for used in source.used if used.problem not in own]
            before = tuple(add(used.problem, used.function, used.setup) for used in uses)
            add(problem.id, problem.function, "\n".join([*theirs, problem.setup]), before)
    return shown(entries), functions


def _explanation(own: Any, prompt: ExplainItem) -> Json:
    return {
        "text": own.answer,
        "right": own.right,
        "answer": prompt.answer,
        "rubric": list(prompt.rubric),
        "tries": own.tries,
    }


def named(context: Context, document_id: str, standing: Standing) -> Json | None:
    """Return what is to be said of a document where it is named; None if it is not offered."""
    entry = context.catalogue.find_any(document_id)
    if entry is None or context.catalogue.is_withdrawn(document_id):
        return None
    course = entry.document if isinstance(entry.document, Course) else None
    return {
        "id": entry.id,
        "number": entry.document.number,
        "title": entry.document.title,
        "difficulty": getattr(entry.document, "difficulty", None),
        "status": course_status(context, course, standing) if course else standing.status(entry),
        "minutes": getattr(entry.document, "minutes", None),
        "kind": entry.document.kind,
    }


def before(context: Context, document: Lab | Course, standing: Standing) -> list[Json]:
    """Return what is to be done before a lab or a course, as far as it is offered."""
    found = (named(context, name, standing) for name in document.prerequisites)
    return [item for item in found if item is not None]


async def explain(
    context: Context, user_id: str, lab_id: str, number: int, said: NewExplanation
) -> Json:
    """Keep an answer to a prompt, or one's mark of it; return it beside the model answer.

    Raises NotFound, Gone, Invalid, and AnswerConflict when another was kept since.
    """
    text, right = said.text, said.right
    entry = context.catalogue.get_document("lab", lab_id)
    prompts = prompts_of(lab_of(entry))
    if not 1 <= number <= len(prompts):
        raise NotFound("The lab has no such prompt.")
    prompt = prompts[number - 1]
    if text is not None:
        check_plain(text)
        if not text.strip():
            raise Invalid("Write an answer.", field="text")
        new = NewAnswer(number, text, {"explain": prompt.explain}, right, said.seen)
        await answers.store(context.database, user_id, lab_id, entry.version, [new])
    elif right is not None:
        if await answers.mark(context.database, user_id, lab_id, {number: right}):
            raise Invalid("There is no answer to mark yet.", field="right")
    else:
        raise Invalid("Give a text, a mark, or both.")
    own = await answers.read(context.database, user_id, lab_id)
    return _explanation(own[number], prompt)


async def list_courses(context: Context, user_id: str | None) -> list[Json]:
    """Return all courses, by number."""
    standing = await Standing.of(context, user_id)
    found = []
    for entry in context.catalogue.documents("course"):
        course = entry.document
        assert isinstance(course, Course)
        items = course_items(context, course, standing)
        fields = {"id", "number", "title", "difficulty", "about", "minutes"}
        solved = sum(bool(item["what"]) and item["what"]["status"] == "solved" for item in items)
        counts = {"items": len(items), "solved": solved}
        found.append(course.model_dump(mode="json", include=fields) | counts)
    return found


async def get_course(context: Context, user_id: str | None, course_id: str) -> Json:
    """Return a course with the status of each of its items. Raises NotFound, Gone."""
    entry = context.catalogue.get_document("course", course_id)
    course = entry.document
    assert isinstance(course, Course)
    standing = await Standing.of(context, user_id)
    sections = _sections(context, course, standing)
    first = before(context, course, standing)
    view = view_of(entry.source)
    return {**view, "sections": sections, "version": entry.version, "before": first}


def course_status(context: Context, course: Course, standing: Standing) -> Status | None:
    """Return the status of a whole course: solved is one whose items all are."""
    items = [
        item["what"]["status"] for item in course_items(context, course, standing) if item["what"]
    ]
    if not any(items):
        return None
    return "solved" if set(items) == {"solved"} else "attempted"


def course_items(context: Context, course: Course, standing: Standing) -> list[Json]:
    """Return the items of a course, in order."""
    sections = _sections(context, course, standing)
    return [item for section in sections for item in section["items"]]


def _sections(context: Context, course: Course, standing: Standing) -> list[Json]:
    sections = []
    for section in course.sections:
        items = []
        for item in section.items:
            if isinstance(item, LabLink):
                kind, name = "lab", item.lab
            elif isinstance(item, ProblemLink):
                kind, name = "problem", item.problem
            else:
                kind, name = "question", item.question
            what = named(context, name, standing)
            items.append({"kind": kind, "id": name, "text": item.text, "what": what})
        sections.append({"title": section.title, "text": section.text, "items": items})
    return sections
