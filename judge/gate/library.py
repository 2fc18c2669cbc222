"""Proves many files at once, as many as there are cells."""

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, replace

from judge.gate.cache import ProofCache
from judge.gate.deck import prove_question
from judge.gate.findings import Findings, PublishError
from judge.gate.lab import prove_lab
from judge.gate.progress import OnProgress, Progress, ignore
from judge.gate.proof import publish
from judge.proof import MutationResult, Proof
from judge.published import Published
from judge.runner import CellDied, CellPool
from judge.spec import Issue, Source, SourceFile
from judge.spec.lab import Lab
from judge.spec.question import Question
from judge.spec.source import AnyDocument

AnySource = SourceFile[AnyDocument]
OnFile = Callable[[AnySource, Progress], None]


@dataclass(frozen=True)
class Result:
    """What became of a file: a proof, or the issues that refuse it."""

    source: AnySource
    proof: Proof | None = None
    issues: tuple[Issue, ...] = ()
    mutation: MutationResult | None = None
    """What became of the mutants; None if it did not come to that."""
    cached: bool = False
    """It was proved before."""


def prove_all(
    sources: Sequence[AnySource], pool: CellPool, cache: ProofCache | None, on_progress: OnFile
) -> Iterator[Result]:
    """The result of each file, in the order in which they come. Blocks."""
    threads = ThreadPoolExecutor(pool.size, thread_name_prefix="gate")
    try:
        futures = [threads.submit(_prove, s, pool, cache, on_progress) for s in sources]
        for future in as_completed(futures):
            yield future.result()
    finally:
        threads.shutdown(cancel_futures=True)


def _prove(
    source: AnySource, pool: CellPool, cache: ProofCache | None, on_progress: OnFile
) -> Result:
    known = cache.find(source) if cache else None
    if known is not None:
        return Result(source, known, mutation=known.mutation, cached=True)
    mutation: MutationResult | None = None

    def tell(progress: Progress) -> None:
        nonlocal mutation
        if isinstance(progress, MutationResult):
            mutation = progress
        on_progress(source, progress)

    try:
        proof, published = prove(source, pool, tell)
    except PublishError as error:
        return Result(source, issues=tuple(error.issues), mutation=mutation)
    except CellDied as error:
        issue = source.issue(f"the sandbox failed, this says nothing of the file: {error}")
        return Result(source, issues=(issue,), mutation=mutation)
    if cache:
        cache.add(source, proof, published)
    return Result(source, proof, mutation=mutation)


def prove(
    source: AnySource, pool: CellPool, on_progress: OnProgress = ignore
) -> tuple[Proof, Published | None]:
    """Prove a file of any kind; a problem comes out published. Raises PublishError, CellDied."""
    if isinstance(source, Source):
        published = publish(source, pool, on_progress)
        return published.proof, published
    begun = time.monotonic()
    findings = Findings(source)
    match source.document:
        case Question():
            proof = prove_question(source, pool, findings, on_progress)  # type: ignore[arg-type]
        case Lab():
            proof = prove_lab(source, pool, findings, on_progress)  # type: ignore[arg-type]
        case _:  # a course has nothing but links, which its reader follows
            proof = Proof()
    return replace(proof, seconds=time.monotonic() - begun), None
