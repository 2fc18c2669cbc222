"""Bodies of the note calls."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

MAX_LETTERS = 20_000


class Note(BaseModel):
    """What the caller has noted beside a document."""

    revision: int = Field(description="Grows by one with each save; 0: nothing was saved yet.")
    text: str = Field(examples=["Divide by n: the loss is a mean."])
    saved_at: datetime | None


class NewNote(BaseModel):
    """A text to be kept, and what it was made from."""

    model_config = ConfigDict(extra="forbid")

    text: str = Field(
        max_length=MAX_LETTERS,
        pattern=r"^[^\x00]*$",
        description="Markdown with formulas.",
        examples=["Divide by n: the loss is a mean."],
    )
    revision: int = Field(
        ge=0,
        le=2**31 - 2,
        description="The revision that was last read or saved; 0 for none.",
        examples=[0],
    )
