"""What the publish gate found out about a problem: kept beside it, shown to its author."""

from dataclasses import asdict, dataclass
from typing import Any

from judge.spec import Issue


@dataclass(frozen=True)
class Survivor:
    """A mutant of the reference solution that passes every test."""

    kind: str
    """What sort of mistake it is, such as `transpose-dropped`."""
    line: int
    """Where it is in the problem's file."""
    mutant: str
    """What `equivalent` would call it."""
    before: str
    after: str


@dataclass(frozen=True)
class MutationResult:
    """What became of the mutants; the survivors are what is left of `total`."""

    total: int = 0
    killed: int = 0
    equivalent: int = 0
    survivors: tuple[Survivor, ...] = ()

    @property
    def surviving_share(self) -> float:
        """Survivors among those that are not equivalent, 0 to 1."""
        counted = self.total - self.equivalent
        return len(self.survivors) / counted if counted else 0.0

    def to_json(self) -> dict[str, Any]:
        """Numbers and survivors."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "MutationResult":
        """What `to_json` gave. Raises TypeError or KeyError for something else."""
        survivors = tuple(Survivor(**item) for item in data["survivors"])
        return cls(**{**data, "survivors": survivors})


@dataclass(frozen=True)
class Proof:
    """How a problem proved itself."""

    tests: int = 0
    wrong: int = 0
    """Wrong solutions that failed as they must."""
    reference_seconds: float = 0.0
    """CPU time of the reference in all tests together."""
    limit_seconds: float = 0.0
    """CPU time that a submission may use."""
    reference_mib: float = 0.0
    """Memory of the reference beyond a fresh process's."""
    limit_mib: float = 0.0
    """Memory that a submission may use."""
    mutation: MutationResult = MutationResult()
    warnings: tuple[Issue, ...] = ()
    """What keeps nobody from publishing, and should be looked at."""
    seconds: float = 0.0
    """How long proving took."""

    def to_json(self) -> dict[str, Any]:
        """As it is kept, and as `nabla check --json` prints it."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Proof":
        """What `to_json` gave. Raises TypeError or KeyError for something else."""
        return cls(
            **{
                **data,
                "mutation": MutationResult.from_json(data["mutation"]),
                "warnings": tuple(Issue(**item) for item in data["warnings"]),
            }
        )
