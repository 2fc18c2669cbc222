"""The trusted side of the sandbox: jobs, limits, cells and their pool."""

from judge.runner.errors import Cancelled, CellDied, SandboxUnavailable
from judge.runner.figures import Drawing, FigureLimits
from judge.runner.job import (
    WATCHED_BYTES,
    Answer,
    Batch,
    Call,
    Failure,
    Fault,
    Generation,
    Job,
    Outcome,
    OwnFunction,
)
from judge.runner.launchers import LauncherOptions
from judge.runner.limits import Limits
from judge.runner.manners import stand_back
from judge.runner.pool import CellCondition, CellPool, CellState
from judge.runner.share import PoolShare, background_cells

__all__ = [
    "WATCHED_BYTES",
    "Answer",
    "Batch",
    "Call",
    "Cancelled",
    "CellCondition",
    "CellDied",
    "CellPool",
    "CellState",
    "Drawing",
    "Failure",
    "Fault",
    "FigureLimits",
    "Generation",
    "Job",
    "LauncherOptions",
    "Limits",
    "Outcome",
    "OwnFunction",
    "PoolShare",
    "SandboxUnavailable",
    "background_cells",
    "stand_back",
]
