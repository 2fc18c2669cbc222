"""What the catalogue holds: a current version of a document, whatever its kind."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from judge import Published, publish
from judge.gate.library import prove
from judge.gate.progress import OnProgress, ignore
from judge.gate.proof import prepare
from judge.proof import Proof
from judge.runner import CellPool
from judge.spec import AnyDocument, Source, SourceFile


@dataclass(frozen=True)
class AnyEntry:
    """A lab, a question, a course or a problem, at its current version."""

    source: SourceFile[AnyDocument]
    version: int

    @property
    def document(self) -> AnyDocument:
        """What the text says."""
        return self.source.document

    @property
    def id(self) -> str:
        """Its id: no two documents have the same, whatever their kinds."""
        return self.document.id

    @property
    def sort_key(self) -> tuple[int, str]:
        """The place among those of its kind."""
        return self.document.number, self.id


@dataclass(frozen=True)
class Entry(AnyEntry):
    """A problem, at its current version."""

    source: Source

    @cached_property
    def listed(self) -> dict[str, Any]:
        """What the catalogue lists of it: made once, sent with every list. Do not change it."""
        fields = {"id", "number", "title", "difficulty", "topics"}
        fields |= {"tags", "roles", "levels", "companies"}
        return self.source.problem.model_dump(mode="json", include=fields)


def make_entry(source: SourceFile[AnyDocument], version: int) -> AnyEntry:
    """Return the entry of a document."""
    return Entry(source, version) if isinstance(source, Source) else AnyEntry(source, version)


@dataclass(frozen=True)
class Proven:
    """A document that has passed the gate. Only problems come out with something to judge by."""

    proof: Proof
    published: Published | None
    whole: bool = True
    """False where `begin_proof` made it."""

    def to_bytes(self) -> bytes:
        """Return what is kept of it with the version."""
        return self.published.to_bytes() if self.published else b""

    @property
    def mutants(self) -> dict[str, int] | None:
        """What became of the mutants of a problem's reference solution."""
        found = self.proof.mutation
        if self.published is None or not self.whole:
            return None
        return {
            "total": found.total,
            "killed": found.killed,
            "equivalent": found.equivalent,
            "surviving": len(found.survivors),
        }


def begin_proof(source: SourceFile[AnyDocument], pool: CellPool) -> Proven:
    """Do as much of a proof as it takes to serve a document. Blocks. Raises PublishError, CellDied.

    A problem has its tests and what the reference gives to them then; what other kinds are served
    by needs no proof.
    """
    if isinstance(source, Source):
        published = prepare(source, pool)
        return Proven(published.proof, published, whole=False)
    return Proven(Proof(), None, whole=False)


def prove_document(
    source: SourceFile[AnyDocument], pool: CellPool, on_progress: OnProgress = ignore
) -> Proven:
    """Take a document through the gate. Blocks. Raises PublishError, CellDied, Cancelled."""
    if isinstance(source, Source):
        published = publish(source, pool, on_progress)
        return Proven(published.proof, published)
    return Proven(*prove(source, pool, on_progress))


def view_of(source: SourceFile[AnyDocument]) -> dict[str, Any]:
    """Return what candidates may see of a lab, a question or a course before they answer."""
    document = source.document
    if document.kind in ("lab", "question"):
        return document.candidate_view()
    return document.model_dump(mode="json")
