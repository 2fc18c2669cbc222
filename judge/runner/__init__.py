"""The trusted side of the sandbox: jobs, limits, cells and their pool."""

from judge.runner.errors import CellDied, SandboxUnavailable
from judge.runner.job import Answer, Batch, Call, Failure, Fault, Generation, Job, Outcome
from judge.runner.launchers import LauncherOptions
from judge.runner.limits import Limits
from judge.runner.pool import CellPool

__all__ = [
    "Answer",
    "Batch",
    "Call",
    "CellDied",
    "CellPool",
    "Failure",
    "Fault",
    "Generation",
    "Job",
    "LauncherOptions",
    "Limits",
    "Outcome",
    "SandboxUnavailable",
]
