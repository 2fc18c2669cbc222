"""Bodies of the calls on the queue and the cells."""

from datetime import datetime

from pydantic import BaseModel, Field

from judge.runner import CellCondition
from judge.verdict import Verdict


class Kind(BaseModel):
    """How much of one kind waits and runs."""

    kind: str = Field(
        description="`run`, `submit`, `guest`, `rejudge`, in the order in which they are judged.",
        examples=["submit"],
    )
    queued: int = Field(examples=[3])
    running: int = Field(examples=[2])
    oldest_seconds: float = Field(
        description="How long the oldest that waits has waited.", examples=[0.4]
    )


class CheckUnderWay(BaseModel):
    """A draft that somebody has taken to the publish gate."""

    user: str = Field(examples=["admin"])
    seconds: float = Field(description="Since it began.", examples=[2.5])


class CellShown(BaseModel):
    """A place for a judge cell."""

    state: CellCondition = Field(
        description="`dead`: its cell is gone, or the next one does not come up.", examples=["free"]
    )
    number: int | None = Field(
        description="Counted through all cells that there were; null while none is there.",
        examples=[1],
    )
    runs: int = Field(description="Since it started.", examples=[240])
    age_seconds: float = Field(examples=[3600.0])


class Cells(BaseModel):
    """The judge cells of the process that answers; workers elsewhere have their own."""

    launcher: str = Field(examples=["process"])
    cells: list[CellShown]
    recycled: int = Field(description="Ended because they had served.", examples=[0])
    died: int = Field(description="Ended because they failed.", examples=[0])


class JudgingProcess(BaseModel):
    """A process with judge cells, of those that share a database."""

    name: str = Field(description="Its machine and its process number.", examples=["judge-1 4711"])
    cells: int = Field(examples=[2])
    started_at: datetime


class VerdictNumber(BaseModel):
    """How often a verdict was given of late."""

    verdict: Verdict = Field(examples=["accepted"])
    count: int = Field(examples=[12])


class Recent(BaseModel):
    """What was judged of that which came within the last minutes, runs and submissions."""

    seconds: float = Field(description="How far back the counts go.", examples=[300.0])
    judged: int = Field(examples=[12])
    a_minute: float = Field(examples=[2.4])
    verdicts: list[VerdictNumber]


class OurFailure(BaseModel):
    """An attempt that could not be judged, by our own fault."""

    id: str
    problem: str = Field(examples=["gradient-checking"])
    user: str = Field(examples=["ada"])
    created_at: datetime


class Overview(BaseModel):
    """The queue and the cells at a glance."""

    obstacle: str | None = Field(
        description="What keeps this process from judging, as `/readyz` says it; null for nothing."
    )
    queue: list[Kind]
    checks: list[CheckUnderWay]
    cells: Cells
    processes: list[JudgingProcess] = Field(
        description="All that judge, where they share a database; else there is but this one."
    )
    recent: Recent
    failures: list[OurFailure] = Field(description="The newest ten of the last seven days.")
    open_feedback: int = Field(
        description="Reports of people that no admin has closed.", examples=[1]
    )


class Recycling(BaseModel):
    """How many cells will be replaced."""

    count: int = Field(examples=[2])
