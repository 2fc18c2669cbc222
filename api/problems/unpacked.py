"""Proofs unpacked, with what candidates may see of them: the few that were asked for last."""

from collections import OrderedDict
from typing import Any

from judge import Published
from judge.rehearsal import rehearse

MOST = 64


class Unpacked:
    """Proofs by problem and version. Proofs are packed in the database; unpacking takes a while."""

    def __init__(self) -> None:
        """Start empty."""
        self._proofs: OrderedDict[tuple[str, int], Published] = OrderedDict()
        self._views: dict[tuple[str, int], dict[str, Any]] = {}

    def find(self, problem_id: str, version: int) -> Published | None:
        """Return the proof of a version if it is here."""
        found = self._proofs.get((problem_id, version))
        if found is not None:
            self._proofs.move_to_end((problem_id, version))
        return found

    def keep(self, problem_id: str, version: int, published: Published) -> None:
        """Keep a proof, in place of a former one of the same version; the oldest makes room."""
        key = problem_id, version
        self._proofs[key] = published
        self._views.pop(key, None)
        while len(self._proofs) > MOST:
            self._proofs.popitem(last=False)

    def forget(self, problem_id: str) -> None:
        """Forget the proofs of a problem: another process has made them anew."""
        for key in [key for key in self._proofs if key[0] == problem_id]:
            del self._proofs[key]

    def find_view(self, problem_id: str, version: int) -> dict[str, Any] | None:
        """Return what a candidate may see of a version if it is here. Do not change it."""
        return self._views.get((problem_id, version))

    def make_view(self, problem_id: str, version: int, published: Published) -> dict[str, Any]:
        """Return, and keep, what a candidate may see of a version. Do not change it."""
        view = self._views[problem_id, version] = published.candidate_view()
        return view


def unpack(packed: bytes) -> Published:
    """A proof, with what diagnoses will ask of it. Raises JudgeError."""
    published = Published.from_bytes(packed)
    rehearse(published)
    return published
