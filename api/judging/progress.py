"""The tests of one attempt, on their way from the judging thread to the database."""

import time
from typing import Any

from api.judging.queue.local import Claim

LOOK_SECONDS = 1.0


class Progress:
    """The tests of one attempt, written by the judging thread, taken by the event loop."""

    def __init__(self, claim: Claim) -> None:
        """Start with no tests."""
        self._claim = claim
        self._tests: dict[int, dict[str, Any]] = {}
        self.stored = 0
        self.total: int | None = None
        self.renewed_at = time.monotonic()

    def add(self, index: int, test: dict[str, Any]) -> None:
        """Note a judged test. Atomic, so no lock and no hop to the loop is needed.

        A cell that died is replaced, and its tests come again: what was noted stays.
        """
        self._tests.setdefault(index, test)

    def take(self) -> list[dict[str, Any]]:
        """Return the rows of the tests that came since the last call, in their order."""
        key = {"submission_id": self._claim.id, "attempt": self._claim.attempt}
        rows = []
        while self.stored in self._tests:
            rows.append({**key, "position": self.stored, "test": self._tests[self.stored]})
            self.stored += 1
        return rows

    def is_quiet(self) -> bool:
        """Tell whether nothing has been stored for a second: then the claim may be lost unseen."""
        return time.monotonic() - self.renewed_at > LOOK_SECONDS
