"""Bodies of the solution calls."""

from typing import Any

from pydantic import BaseModel, Field


class Mistake(BaseModel):
    """A way to get the problem wrong that its author has thought of."""

    name: str
    message: str = Field(description="What to watch out for; Markdown.")


class Solution(BaseModel):
    """How a problem is solved, and how it is not."""

    problem: str
    version: int
    code: str = Field(description="The reference solution: expected values come from it.")
    explanation: str = Field(description="Markdown with TeX; empty if the author wrote none.")
    figures: list[dict[str, Any]] = Field(description="Those that the explanation places.")
    mistakes: list[Mistake]
