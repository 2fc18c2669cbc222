"""Counts of what a user has tried and solved."""

from datetime import datetime

from sqlalchemy import Connection, func, select

from api.context import Context
from api.labs.schemas import Named
from api.labs.service import Standing, course_items, lab_json, named
from api.problems.entries import AnyEntry
from api.progress.activity import count_streak, read_days
from api.progress.schemas import (
    CourseProgress,
    Day,
    LabProgress,
    Progress,
    QuestionProgress,
    Recent,
    TopicProgress,
)
from api.questions.service import item_json as question_json
from api.store.tables import Answer, Journey, Submission, utc_now
from judge.spec import Course

SHOWN = 6
"""How many of the last things are named."""


async def get_progress(context: Context, user_id: str) -> Progress:
    """Return the user's progress over the problems that are offered now."""
    standing = await Standing.of(context, user_id)
    statuses = standing.problems
    days = await read_days(context.database, user_id)
    entries, documents = context.catalogue.entries(), context.catalogue.documents
    by_topic: dict[str, list[str | None]] = {}
    for entry in entries:
        for topic in entry.source.problem.topics:
            by_topic.setdefault(topic, []).append(statuses.get(entry.id))
    own = [statuses.get(entry.id) for entry in entries]
    return Progress(
        solved=own.count("solved"),
        attempted=own.count("attempted"),
        total=len(own),
        streak=count_streak({day["day"] for day in days if day["right"]}, utc_now().date()),
        topics=[
            TopicProgress(
                topic=topic,
                solved=found.count("solved"),
                attempted=found.count("attempted"),
                total=len(found),
            )
            for topic, found in sorted(by_topic.items())
        ],
        labs=[_lab(entry, standing) for entry in documents("lab")],
        questions=_questions(context, standing),
        courses=[_course(context, entry, standing) for entry in documents("course")],
        days=[Day.model_validate(dict(day)) for day in days],
        unfinished=await _unfinished(context, user_id, standing),
        recent=await _recent(context, user_id, standing),
    )


def _lab(entry: AnyEntry, standing: Standing) -> LabProgress:
    item = lab_json(entry, standing)
    counts = {name: item[name] for name in ("title", "tasks", "solved", "prompts", "explained")}
    return LabProgress(lab=entry.id, **counts)


def _questions(context: Context, standing: Standing) -> QuestionProgress:
    items = [
        question_json(entry, standing.answers.get(entry.id, (0, 0)))
        for entry in context.catalogue.documents("question")
    ]
    return QuestionProgress(
        answered=sum(item["answered"] for item in items),
        right=sum(item["right"] for item in items),
        total=sum(item["parts"] for item in items),
    )


def _course(context: Context, entry: AnyEntry, standing: Standing) -> CourseProgress:
    course = entry.document
    assert isinstance(course, Course)
    items = [item["what"] for item in course_items(context, course, standing)]
    solved = sum(bool(what) and what["status"] == "solved" for what in items)
    following = (what for what in items if what and what["status"] != "solved")
    return CourseProgress(
        course=entry.id,
        title=course.title,
        items=len(items),
        solved=solved,
        next=next(following, None),
    )


async def _unfinished(context: Context, user_id: str, standing: Standing) -> list[Named]:
    """What was tried and is not done, the last seen first."""
    seen = select(Journey.problem_id, func.coalesce(Journey.seen_at, Journey.begun_at)).where(
        Journey.user_id == user_id, Journey.solved_at.is_(None)
    )
    answered = (
        select(Answer.document_id, func.max(Answer.answered_at))
        .where(Answer.user_id == user_id)
        .group_by(Answer.document_id)
    )

    def read(connection: Connection) -> list[tuple[datetime, str]]:
        rows = [*connection.execute(seen), *connection.execute(answered)]
        return [(touched, name) for name, touched in rows]

    found = []
    for _, name in sorted(await context.database.read(read), reverse=True):
        what = named(context, name, standing)
        if what is not None and what["status"] == "attempted":
            found.append(Named.model_validate(what))
        if len(found) == SHOWN:
            break
    return found


async def _recent(context: Context, user_id: str, standing: Standing) -> list[Recent]:
    query = (
        select(Submission.id, Submission.problem_id, Submission.verdict, Submission.created_at)
        .where(Submission.user_id == user_id, Submission.mode == "submit")
        .order_by(Submission.id.desc())
        .limit(SHOWN)
    )
    rows = await context.database.read(lambda connection: connection.execute(query).all())
    found = ((row, named(context, row.problem_id, standing)) for row in rows)
    return [
        Recent(id=row.id, what=what, verdict=row.verdict, created_at=row.created_at)
        for row, what in found
        if what is not None
    ]
