"""Counts of what a user has tried and solved."""

from collections.abc import Iterable
from datetime import date, timedelta

from sqlalchemy import func, select

from api.context import Context
from api.labs.service import Standing, lab_json
from api.problems.entries import AnyEntry
from api.progress.schemas import LabProgress, Progress, QuestionProgress, TopicProgress
from api.questions.service import item_json as question_json
from api.store.session import Database
from api.store.tables import Submission, utc_now
from judge.verdict import Verdict


async def get_progress(context: Context, user_id: str) -> Progress:
    """Return the user's progress over the problems that are offered now."""
    standing = await Standing.of(context, user_id)
    statuses = standing.problems
    days = await read_solving_days(context.database, user_id)
    entries = context.catalogue.entries()
    by_topic: dict[str, list[str | None]] = {}
    for entry in entries:
        for topic in entry.source.problem.topics:
            by_topic.setdefault(topic, []).append(statuses.get(entry.id))
    own = [statuses.get(entry.id) for entry in entries]
    return Progress(
        solved=own.count("solved"),
        attempted=own.count("attempted"),
        total=len(own),
        streak=count_streak(days, utc_now().date()),
        topics=[
            TopicProgress(
                topic=topic,
                solved=found.count("solved"),
                attempted=found.count("attempted"),
                total=len(found),
            )
            for topic, found in sorted(by_topic.items())
        ],
        labs=[_lab(entry, standing) for entry in context.catalogue.documents("lab")],
        questions=_questions(context, standing),
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


async def read_solving_days(database: Database, user_id: str) -> list[date]:
    """Return the days, by UTC, on which the user had a submission accepted."""
    day = func.date(Submission.created_at)
    query = (
        select(day)
        .where(Submission.user_id == user_id, Submission.mode == "submit")
        .where(Submission.verdict == Verdict.ACCEPTED.value)
        .distinct()
    )
    rows = await database.read(lambda connection: connection.execute(query).all())
    return [date.fromisoformat(str(row[0])) for row in rows]


def count_streak(days: Iterable[date], today: date) -> int:
    """Count the days in a row that end today, or yesterday while today may still come."""
    active = set(days)
    day = today if today in active else today - timedelta(days=1)
    streak = 0
    while day in active:
        streak += 1
        day -= timedelta(days=1)
    return streak
