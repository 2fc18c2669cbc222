"""The last few problems that somebody worked on, ready to judge with, by content."""

import threading
from collections import OrderedDict

from judge import Published
from judge.spec import Source

KEPT = 8


class Recent:
    """At most `KEPT` of them; the oldest go first. Thread-safe."""

    def __init__(self) -> None:
        """Start empty."""
        self._kept: OrderedDict[str, Published] = OrderedDict()
        self._lock = threading.Lock()

    def add(self, published: Published) -> None:
        """Keep a problem for a while."""
        with self._lock:
            self._kept[published.content_hash] = published
            self._kept.move_to_end(published.content_hash)
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)

    def find(self, source: Source) -> Published | None:
        """Return the problem with this very content, or None."""
        with self._lock:
            return self._kept.get(source.content_hash)
