"""When something is to be seen again, by FSRS: the scheduler of the `fsrs` package.

A card comes into being with the first right solution or the first graded answer. After that only
what is done when it is due counts: trying a part three times in a row says nothing about memory.
The steps are days, so there are no learning steps within one sitting.
"""

from datetime import datetime
from typing import Any

from fsrs import Card, Rating, Scheduler, State
from sqlalchemy import Connection, ScalarSelect, bindparam, select, update

from api.store.tables import Review
from api.store.upsert import insert_new

PROBLEM = 0
"""The part that stands for a whole problem."""

# Made once, because every accepted attempt asks.
_MINE = (
    Review.user_id == bindparam("of_user"),
    Review.document_id == bindparam("of_document"),
    Review.part == bindparam("of_part"),
)
_CARD = select(
    Review.due_at, Review.reviewed_at, Review.stability, Review.difficulty, Review.reviews
).where(*_MINE)

_SCHEDULER = Scheduler(learning_steps=(), relearning_steps=(), enable_fuzzing=False)


def due_of(user: Any, problem: Any) -> ScalarSelect[Any]:
    """Select, within another statement, when the card of a problem (columns) is due, if it is."""
    return (
        select(Review.due_at)
        .where(Review.user_id == user, Review.document_id == problem, Review.part == PROBLEM)
        .scalar_subquery()
    )


def record_review(
    connection: Connection, user_id: str, document_id: str, part: int, right: bool, now: datetime
) -> None:
    """Count an answer as a review, if the card is new or due."""
    mine = {"of_user": user_id, "of_document": document_id, "of_part": part}
    row = connection.execute(_CARD, mine).one_or_none()
    if row is not None and row.due_at > now:
        return
    card = Card(card_id=0) if row is None else _card_of(row)
    card, _ = _SCHEDULER.review_card(card, Rating.Good if right else Rating.Again, now)
    values = {
        "due_at": card.due,
        "reviewed_at": now,
        "stability": card.stability,
        "difficulty": card.difficulty,
        "reviews": 1 if row is None else row.reviews + 1,
    }
    if row is None:
        key = {"user_id": user_id, "document_id": document_id, "part": part}
        insert_new(connection, Review, {**key, **values})
    else:
        # Whoever came first with this review has counted it.
        once = update(Review).where(*_MINE, Review.reviewed_at == row.reviewed_at)
        connection.execute(once.values(values), mine)


def _card_of(row: Any) -> Card:
    return Card(
        card_id=0,
        state=State.Review,
        stability=row.stability,
        difficulty=row.difficulty,
        due=row.due_at,
        last_review=row.reviewed_at,
    )
