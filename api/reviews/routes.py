"""The review call."""

from typing import Annotated

from fastapi import APIRouter, Query

from api.accounts.access import CurrentUser
from api.context import Ctx
from api.errors import documented
from api.paging import Page
from api.reviews import service
from api.reviews.schemas import ReviewItem

router = APIRouter(prefix="/api/v1", tags=["progress"])


@router.get("/reviews", summary="What is due for review", responses=documented(401, 422))
async def list_reviews(
    account: CurrentUser,
    context: Ctx,
    days: Annotated[
        int, Query(ge=0, le=366, description="Also what will be due within so many days.")
    ] = 0,
) -> Page[ReviewItem]:
    """Solved problems and answered parts, when they are about to be forgotten (FSRS).

    Solving the problem again, or answering the part again, is the review.
    """
    return Page(items=await service.list_reviews(context, account.id, days), next=None)
