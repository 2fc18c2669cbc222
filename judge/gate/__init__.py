"""The publish gate: a problem is published when it has proved itself, and not before."""

from judge.gate.proof import PublishError, publish

__all__ = ["PublishError", "publish"]
