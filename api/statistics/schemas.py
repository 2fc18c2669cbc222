"""Bodies of the statistics call."""

from pydantic import BaseModel, Field

from judge.verdict import Verdict


class People(BaseModel):
    """How many people came how far."""

    opened: int = Field(description="Opened the page, or sent an attempt.")
    tried: int = Field(description="Had an attempt judged.")
    solved: int


class Attempts(BaseModel):
    """How many attempts were judged. Our own failures do not count."""

    judged: int
    accepted: int
    acceptance: float | None = Field(description="0 to 1; null before the first attempt.")


class Spread(BaseModel):
    """The middle and the upper end of a measure over all who solved the problem."""

    people: int
    median: float
    p90: float


class VerdictShare(BaseModel):
    """How often a verdict was given."""

    verdict: Verdict
    count: int


class TestFailures(BaseModel):
    """How often a test fails, and how often it alone does."""

    __test__ = False

    name: str
    hidden: bool
    failed: int
    decided: int = Field(description="Attempts that failed this test and no other.")


class MistakeCount(BaseModel):
    """How often a known mistake was made."""

    name: str = Field(description="As the problem calls it; its message, if it does no longer.")
    message: str
    count: int


class CauseCount(BaseModel):
    """How often a cause was found; `known_mistake` is told apart under `mistakes`."""

    code: str
    count: int


class HintUse(BaseModel):
    """How many people opened a hint; hints count from 1."""

    hint: int
    people: int


class VersionAttempts(Attempts):
    """The attempts at one version."""

    version: int


class Statistics(BaseModel):
    """How people fare with a problem."""

    problem: str
    version: int | None = Field(
        description="What `attempts`, `verdicts`, `tests`, `mistakes` and `causes` are of; "
        "null: of all versions together."
    )
    people: People
    attempts: Attempts
    seconds_to_solve: Spread | None = Field(
        description="From the first opening or attempt to the first accept."
    )
    attempts_to_solve: Spread | None
    verdicts: list[VerdictShare]
    tests: list[TestFailures] = Field(description="The version's tests, in their order.")
    never_decided: list[str] = Field(
        description="Tests that no attempt failed alone: the others always told as much."
    )
    mistakes: list[MistakeCount]
    causes: list[CauseCount]
    hints: list[HintUse]
    versions: list[VersionAttempts]


class Bucket(BaseModel):
    """How many accepted submissions took from `least` to under `below`."""

    least: float
    below: float | None = Field(description="null: this one has no upper end.")
    count: int


class Distribution(BaseModel):
    """What accepted submissions took, one's own among them."""

    value: float = Field(description="One's own, to two digits, as all are counted.")
    buckets: list[Bucket]


class Standing(BaseModel):
    """An accepted submission among the other accepted ones of the same version."""

    others: int
    faster_than: float | None = Field(
        description="Share of the others that took more time, 0 to 1; null among fewer than 5."
    )
    lighter_than: float | None = Field(
        description="Share of the others that took more memory, 0 to 1; null among fewer than 5."
    )
    time_ms: Distribution | None = Field(
        description="null until 5 other people have solved the problem."
    )
    memory_kib: Distribution | None = Field(
        description="null until 5 other people have solved the problem."
    )
