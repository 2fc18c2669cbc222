"""Bodies of the review calls."""

from datetime import datetime

from pydantic import BaseModel, Field

from api.labs.schemas import Named


class ReviewItem(BaseModel):
    """Something that was known once and is due to be seen again."""

    what: Named
    parts: list[int] = Field(
        description="Of a question or a lab: which parts or prompts. Empty for a problem."
    )
    due_at: datetime = Field(description="When the first of them was or will be due.")
