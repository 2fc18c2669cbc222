"""What grading gives, and how it fails."""

from dataclasses import dataclass
from typing import Any

from judge.errors import JudgeError

MAX_ANSWER = 10_000
"""Characters of an answer in words."""


class AnswerError(JudgeError):
    """No answer to this part; the text is for who gave it."""


class GradingError(JudgeError):
    """The part is broken: its author's fault. The text is for the log and for the author."""


@dataclass(frozen=True)
class Grade:
    """Whether an answer is right (None: that is for oneself to say), and what to tell about it."""

    right: bool | None
    message: str = ""
    """Markdown."""
    calls: tuple[dict[str, Any], ...] = ()
    """For code that was run: `call`, `right`, and `actual` or `error` for each."""

    def to_json(self) -> dict[str, Any]:
        """As candidates see it."""
        return {"right": self.right, "message": self.message, "calls": list(self.calls)}
