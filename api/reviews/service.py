"""What is due for somebody."""

from datetime import timedelta

from sqlalchemy import select

from api.context import Context
from api.labs.schemas import Named
from api.labs.service import Standing, named, prompts_of
from api.problems.entries import AnyEntry
from api.reviews.cards import PROBLEM
from api.reviews.schemas import ReviewItem
from api.store.tables import Review, utc_now
from judge.spec import Lab, Question

MOST = 500


async def list_reviews(context: Context, user_id: str, days: int) -> list[ReviewItem]:
    """Return what is due within so many days, the first due first, a document once."""
    query = (
        select(Review.document_id, Review.part, Review.due_at)
        .where(Review.user_id == user_id, Review.due_at <= utc_now() + timedelta(days=days))
        .order_by(Review.due_at)
        .limit(MOST)
    )
    rows = await context.database.read(lambda connection: connection.execute(query).all())
    standing = await Standing.of(context, user_id)
    found: dict[str, ReviewItem] = {}
    for row in rows:
        entry = context.catalogue.find_any(row.document_id)
        if entry is None or row.part > parts_of(entry):
            continue
        if row.document_id not in found:
            what = named(context, row.document_id, standing)
            if what is None:
                continue
            first = ReviewItem(what=Named(**what), parts=[], due_at=row.due_at)
            found[row.document_id] = first
        if row.part != PROBLEM:
            found[row.document_id].parts.append(row.part)
    for item in found.values():
        item.parts.sort()
    return list(found.values())


def parts_of(entry: AnyEntry) -> int:
    """Return how many parts a document has that are reviewed by themselves."""
    document = entry.document
    if isinstance(document, Question):
        return len(document.parts)
    return len(prompts_of(document)) if isinstance(document, Lab) else PROBLEM
