"""The tests of one attempt, on their way from the judging thread to the database."""

from typing import Any

from api.judging.queue.claims import Claim


class Progress:
    """The tests of one attempt, written by the judging thread, taken by the event loop."""

    def __init__(self, claim: Claim) -> None:
        """Start with no tests."""
        self._claim = claim
        self._tests: dict[int, dict[str, Any]] = {}
        self.stored = 0
        self.total: int | None = None

    def add(self, index: int, test: dict[str, Any]) -> None:
        """Note a judged test. Atomic, so no lock and no hop to the loop is needed.

        A cell that died is replaced, and its tests come again: what was noted stays.
        """
        self._tests.setdefault(index, test)

    def unsaved(self) -> list[dict[str, Any]]:
        """Return the rows of the tests that came and are not stored yet, in their order."""
        key = {"submission_id": self._claim.id, "attempt": self._claim.attempt}
        rows = []
        position = self.stored
        while position in self._tests:
            rows.append({**key, "position": position, "test": self._tests[position]})
            position += 1
        return rows

    def note_stored(self, count: int) -> None:
        """Take note that so many more are stored."""
        self.stored += count
