"""Whose turn it is: nobody waits for more than one submission of each other person.

Every submission gets a number when it comes, and lower numbers are judged first: one more than its
owner's last, but no less than the one that is being judged (start-time fair queueing, P. Goyal,
H. Vin, H. Cheng, 1996). So a thousand submissions of one person stand in a row behind each other,
and somebody who comes later stands beside their first.

Of one person's, only so many are judged at once; one at a time of a person whose last one took
long, so that endless loops never hold every cell.
"""

import time
from collections import Counter

SLOW_SECONDS = 0.5
_REMEMBERED = 10_000


class Turns:
    """Gives numbers and counts who is being judged, in the memory of one process."""

    def __init__(self, at_once: int) -> None:
        """`at_once`: the most that is judged of one person at a time."""
        self._at_once = at_once
        self._now: dict[str, int] = {}
        self._last: dict[tuple[str, str], int] = {}
        self._running: Counter[str] = Counter()
        self._began: dict[str, float] = {}
        self._slow: set[str] = set()

    def give(self, mode: str, user_id: str) -> int:
        """Return the number of a submission that has just come."""
        now = self._now.get(mode, 0)
        turn = max(now, self._last.get((mode, user_id), -1) + 1)
        self._last[mode, user_id] = turn
        if len(self._last) > _REMEMBERED:
            # Numbers that have been passed say no more than none.
            self._last = {
                key: last for key, last in self._last.items() if last >= self._now.get(key[0], 0)
            }
        return turn

    def remember(self, mode: str, user_id: str, last: int) -> None:
        """Take note of a number that was given before a restart."""
        self._last[mode, user_id] = last

    def begin(self, submission_id: str, mode: str, user_id: str, turn: int) -> None:
        """Take note that a submission is being judged."""
        self._now[mode] = max(self._now.get(mode, 0), turn)
        self._running[user_id] += 1
        self._began[submission_id] = time.monotonic()

    def end(self, submission_id: str, user_id: str) -> None:
        """Take note that it no longer is; a second call does nothing."""
        began = self._began.pop(submission_id, None)
        if began is None:
            return
        if time.monotonic() - began > SLOW_SECONDS:
            self._slow.add(user_id)
        else:
            self._slow.discard(user_id)
        self._running[user_id] -= 1
        if not self._running[user_id]:
            del self._running[user_id]

    def held_up(self) -> list[str]:
        """Return who has to wait until one of theirs is done."""
        return [
            user_id
            for user_id, count in self._running.items()
            if count >= (1 if user_id in self._slow else self._at_once)
        ]
