"""Bodies of the draft calls."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field


class CodeDraft(BaseModel):
    """The unfinished code of the caller for one problem."""

    revision: int = Field(description="Grows by one with each save; 0: nothing was saved yet.")
    code: str | None
    inputs: dict[str, str] | None = Field(
        description="Own inputs as they are typed, by parameter; null: none were."
    )
    saved_at: datetime | None


class NewCodeDraft(BaseModel):
    """Code to be kept, and what it was made from."""

    model_config = ConfigDict(extra="forbid")

    code: str = Field(description="At most 256 KiB.")
    inputs: dict[str, str] | None = Field(
        default=None,
        max_length=64,
        description="Own inputs as they are typed, by parameter.",
        examples=[{"eps": "1e-5"}],
    )
    revision: int = Field(
        ge=0, le=2**31 - 2, description="The revision that was last read or saved; 0 for none."
    )


class TextDraft(BaseModel):
    """What the caller has written into one place of a lab or a question."""

    place: str = Field(
        description="`cell-1`, `prompt-1` or `part-1`: cells with code (the setup is the first),"
        " prompts and parts, each counted from 1.",
        examples=["cell-1"],
    )
    revision: int = Field(
        description="Grows by one with each save; 0: nothing was saved yet.", examples=[1]
    )
    text: str | None = Field(
        description="Of a part, the answer as JSON; null: as it was, or answered since.",
        examples=["X = np.eye(3)\n"],
    )
    saved_at: datetime | None


class NewTextDraft(BaseModel):
    """A text to be kept, and what it was made from."""

    model_config = ConfigDict(extra="forbid")

    text: str | None = Field(
        description="At most 256 KiB. Null: nothing of one's own any more.",
        examples=["X = np.eye(3)\n"],
    )
    revision: int = Field(
        ge=0,
        le=2**31 - 2,
        description="The revision that was last read or saved; 0 for none.",
        examples=[0],
    )
