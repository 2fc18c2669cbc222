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
