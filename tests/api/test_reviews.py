"""What comes back for review, and what progress says of days, courses and the last things done."""

from datetime import UTC, datetime, timedelta

import httpx2
import pytest
from sqlalchemy import select, update

from api.context import Context
from api.store.tables import ActiveDay, Review
from tests.api.support import double
from tests.api.test_questions import API, COURSE, LAB, QUESTION, RIGHT, Json, answer, publish

pytestmark = pytest.mark.anyio

WRONG = {"code": "def double(x):\n    return x\n"}


async def reviews(client: httpx2.AsyncClient, days: int = 0) -> list[Json]:
    """What is due for somebody."""
    response = await client.get(f"{API}/reviews?days={days}")
    assert response.status_code == 200, response.text
    found: list[Json] = response.json()["items"]
    return found


async def submit(client: httpx2.AsyncClient, problem: str, body: Json) -> None:
    """Submit, and wait for the verdict."""
    response = await client.post(f"{API}/problems/{problem}/submissions?wait=30", json=body)
    assert response.json()["status"] == "done", response.text


async def let_days_pass(service: Context, client: httpx2.AsyncClient, days: int) -> None:
    """Make all cards of somebody so much older."""
    user = (await client.get(f"{API}/me")).json()["id"]

    def write(connection: object) -> None:
        rows = connection.execute(select(Review).where(Review.user_id == user)).mappings().all()  # type: ignore[attr-defined]
        past = timedelta(days=days)
        for row in rows:
            key = Review.document_id == row["document_id"], Review.part == row["part"]
            older = {name: row[name] - past for name in ("due_at", "reviewed_at")}
            connection.execute(  # type: ignore[attr-defined]
                update(Review).where(Review.user_id == user, *key).values(older)
            )

    await service.database.write(write)


async def test_a_solved_problem_comes_back_and_goes_further_away(
    admin: httpx2.AsyncClient, ada: httpx2.AsyncClient, service: Context
) -> None:
    await publish(admin, "review-task", double("review-task", 90271))
    await submit(ada, "review-task", WRONG)
    assert await reviews(ada, days=366) == []
    await submit(ada, "review-task", RIGHT)
    assert await reviews(ada) == []
    [first] = await reviews(ada, days=30)
    assert (first["what"]["id"], first["what"]["kind"], first["parts"]) == (
        "review-task",
        "problem",
        [],
    )
    # Solving it again before it is due changes nothing.
    await submit(ada, "review-task", RIGHT)
    assert (await reviews(ada, days=30))[0]["due_at"] == first["due_at"]

    await let_days_pass(service, ada, 5)
    [due] = await reviews(ada)
    assert due["what"]["status"] == "solved"
    await submit(ada, "review-task", RIGHT)
    assert await reviews(ada) == []
    now = datetime.now(UTC)
    second = datetime.fromisoformat((await reviews(ada, days=366))[0]["due_at"])
    assert second - now > datetime.fromisoformat(first["due_at"]) - now + timedelta(days=1)


async def test_parts_of_a_question_come_back_by_themselves(
    admin: httpx2.AsyncClient, ada: httpx2.AsyncClient, bob: httpx2.AsyncClient, service: Context
) -> None:
    await publish(admin, "review-quiz", QUESTION.format(id="review-quiz", number=9011))
    await answer(ada, "review-quiz", answers={"1": "x", "2": True, "6": "Limits."})
    # The second try in the same sitting is no review.
    await answer(ada, "review-quiz", answers={"1": "2x"})
    await let_days_pass(service, ada, 1)
    [due] = await reviews(ada)
    assert (due["what"]["id"], due["parts"]) == ("review-quiz", [1])
    await answer(ada, "review-quiz", marks={"6": True})
    await let_days_pass(service, ada, 10)
    [due] = await reviews(ada)
    assert due["parts"] == [1, 2, 6]
    await answer(ada, "review-quiz", answers={"1": "2x", "2": True}, marks={"6": True})
    assert await reviews(ada) == []
    assert await reviews(bob, days=366) == []

    await admin.post(f"{API}/admin/problems/review-quiz/withdraw")
    assert await reviews(ada, days=366) == []


async def test_progress_has_days_courses_and_what_is_unfinished(
    admin: httpx2.AsyncClient, ada: httpx2.AsyncClient, service: Context
) -> None:
    await publish(admin, "home-task", double("home-task", 90172))
    await publish(admin, "home-lab", LAB.format(id="home-lab", number=9012, task="home-task"))
    await publish(admin, "home-quiz", QUESTION.format(id="home-quiz", number=9012))
    names = {"task": "home-task", "lab": "home-lab", "question": "home-quiz"}
    await publish(admin, "home-course", COURSE.format(id="home-course", number=9012, **names))

    async def progress() -> Json:
        found: Json = (await ada.get(f"{API}/progress")).json()
        return found

    async def course() -> Json:
        found: Json = next(
            item for item in (await progress())["courses"] if item["course"] == "home-course"
        )
        return found

    assert ((await course())["solved"], (await course())["next"]["id"]) == (0, "home-task")
    await submit(ada, "home-task", WRONG)
    assert (await progress())["streak"] == 0
    assert [item["id"] for item in (await progress())["unfinished"]] == ["home-task"]
    await submit(ada, "home-task", RIGHT)
    await answer(ada, "home-quiz", answers={"1": "2x", "2": False})
    found = await progress()
    assert (await course())["solved"] == 1
    assert (await course())["next"]["id"] == "home-lab"
    assert [item["id"] for item in found["unfinished"]] == ["home-quiz"]
    assert [(item["what"]["id"], item["verdict"]) for item in found["recent"]] == [
        ("home-task", "accepted"),
        ("home-task", "wrong_answer"),
    ]
    today = datetime.now(UTC).date()
    assert found["days"] == [{"day": today.isoformat(), "attempts": 2, "answers": 2, "right": 2}]
    assert found["streak"] == 1

    user = (await ada.get(f"{API}/me")).json()["id"]
    yesterday = {"user_id": user, "day": today - timedelta(days=1)}
    row = ActiveDay(**yesterday, attempts=1, answers=0, right=1)
    values = {
        name: getattr(row, name) for name in ("user_id", "day", "attempts", "answers", "right")
    }
    await service.database.write(lambda c: c.execute(ActiveDay.__table__.insert().values(values)))  # type: ignore[attr-defined]
    assert (await progress())["streak"] == 2
    exported = (await ada.get(f"{API}/me/export")).json()
    assert [day["attempts"] for day in exported["days"]] == [1, 2]
    assert {row["part"] for row in exported["reviews"]} == {0, 1, 2}
