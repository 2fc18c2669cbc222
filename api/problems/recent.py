"""The last few documents that somebody worked on, by content: proven, or ready to judge with."""

import threading
from collections import OrderedDict
from typing import Generic, TypeVar

from judge.spec import AnyDocument, SourceFile

KEPT = 8
Kept = TypeVar("Kept")


class Recent(Generic[Kept]):
    """At most `KEPT` of them; the oldest go first. Thread-safe."""

    def __init__(self) -> None:
        """Start empty."""
        self._kept: OrderedDict[str, Kept] = OrderedDict()
        self._lock = threading.Lock()

    def add(self, source: SourceFile[AnyDocument], kept: Kept) -> None:
        """Keep what was made of a document for a while."""
        with self._lock:
            self._kept[source.content_hash] = kept
            self._kept.move_to_end(source.content_hash)
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)

    def find(self, source: SourceFile[AnyDocument]) -> Kept | None:
        """Return what was made of this very content, or None."""
        with self._lock:
            return self._kept.get(source.content_hash)
