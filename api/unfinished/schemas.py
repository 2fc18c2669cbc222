"""Bodies of the draft calls."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field


class CodeDraft(BaseModel):
    """The unfinished code of the caller for one problem."""

    revision: int = Field(description="Grows by one with each save; 0: nothing was saved yet.")
    code: str | None
    saved_at: datetime | None


class NewCodeDraft(BaseModel):
    """Code to be kept, and what it was made from."""

    model_config = ConfigDict(extra="forbid")

    code: str = Field(description="At most 256 KiB.")
    revision: int = Field(
        ge=0, le=2**31 - 2, description="The revision that was last read or saved; 0 for none."
    )
