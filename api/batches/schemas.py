"""Bodies of the batch calls."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from api.submissions.schemas import SubmissionItem

MAX_ITEMS = 100


class BatchEntry(BaseModel):
    """One submission of a batch."""

    model_config = ConfigDict(extra="forbid")

    problem: str = Field(max_length=100, examples=["gradient-checking"])
    code: str = Field(description="Python source, at most 256 KiB.")


class NewBatch(BaseModel):
    """Submissions to be judged together; a fault in one stores none."""

    model_config = ConfigDict(extra="forbid")

    submissions: Annotated[list[BatchEntry], Field(min_length=1, max_length=MAX_ITEMS)]


class Batch(BaseModel):
    """A batch: its submissions in the order in which they came, without code and tests."""

    id: str
    done: int = Field(description="How many are judged.")
    total: int
    submissions: list[SubmissionItem]
