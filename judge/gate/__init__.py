"""The publish gate: a problem is published when it has proved itself, and not before."""

from judge.gate.findings import PublishError
from judge.gate.mutants import Mutant, mutants
from judge.gate.progress import OnProgress, Progress, Step
from judge.gate.proof import publish

__all__ = ["Mutant", "OnProgress", "Progress", "PublishError", "Step", "mutants", "publish"]
