"""The documents that are current, by id: what lists, links and pages look things up in."""

from api.errors import Gone, NotFound
from api.problems.entries import AnyEntry, Entry
from judge.spec import AnyDocument, SourceFile

_WITHDRAWN = "This problem was withdrawn. Your attempts and your code are still yours to see."


class Shelf:
    """Documents in memory, of every kind: those that are offered, and those that are withdrawn."""

    def __init__(self) -> None:
        """Start empty."""
        self._entries: dict[str, AnyEntry] = {}
        self._withdrawn: dict[str, AnyEntry] = {}

    def find(self, problem_id: str) -> Entry | None:
        """Return the current problem with this id, or None."""
        entry = self._entries.get(problem_id)
        return entry if isinstance(entry, Entry) else None

    def get(self, problem_id: str) -> Entry:
        """Return the current problem with this id. Raises NotFound, and Gone if it is withdrawn."""
        entry = self.find(problem_id)
        if entry is None and problem_id in self._withdrawn:
            raise Gone(_WITHDRAWN)
        if entry is None:
            raise NotFound("There is no such problem.")
        return entry

    def get_document(self, kind: str, document_id: str) -> AnyEntry:
        """Return the current document of a kind. Raises NotFound, and Gone if it is withdrawn."""
        entry = self.find_any(document_id)
        if entry is None or entry.document.kind != kind:
            raise NotFound(f"There is no such {kind}.")
        if document_id in self._withdrawn:
            raise Gone(f"This {kind} was withdrawn.")
        return entry

    def find_any(self, problem_id: str) -> AnyEntry | None:
        """Return a document of any kind, also one that is withdrawn, or None."""
        return self._entries.get(problem_id) or self._withdrawn.get(problem_id)

    def is_withdrawn(self, problem_id: str) -> bool:
        """Tell whether a problem is withdrawn."""
        return problem_id in self._withdrawn

    def entries(self) -> list[Entry]:
        """Return all current problems by number."""
        found = [entry for entry in self._entries.values() if isinstance(entry, Entry)]
        return sorted(found, key=lambda entry: entry.sort_key)

    def documents(self, kind: str) -> list[AnyEntry]:
        """Return all current documents of a kind, by number."""
        found = [entry for entry in self._entries.values() if entry.document.kind == kind]
        return sorted(found, key=lambda entry: entry.sort_key)

    def known(self) -> dict[str, dict[str, SourceFile[AnyDocument]]]:
        """Return the current documents, by kind and id, as those that others may name."""
        found: dict[str, dict[str, SourceFile[AnyDocument]]] = {}
        for entry in self._entries.values():
            found.setdefault(entry.document.kind, {})[entry.id] = entry.source
        return found

    def find_twin(self, source: SourceFile[AnyDocument]) -> AnyEntry | None:
        """Return another current document of the same kind that has the same number."""
        document = source.document
        for entry in self.documents(document.kind):
            if entry.document.number == document.number and entry.id != document.id:
                return entry
        return None
