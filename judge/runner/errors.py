"""What can go wrong on our side of the sandbox."""

from judge.errors import JudgeError


class SandboxUnavailable(JudgeError):
    """This machine cannot give a safe sandbox, or its environment is missing; says what to do."""


class CellDied(JudgeError):
    """A cell ended or fell silent while it had a job: our fault, never the candidate's."""


class Cancelled(JudgeError):
    """Work that was stopped on purpose; nobody waits for it any more."""
