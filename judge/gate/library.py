"""Proves many problems at once, as many as there are cells."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass

from judge.gate.cache import ProofCache
from judge.gate.findings import PublishError
from judge.gate.progress import Progress
from judge.gate.proof import publish
from judge.proof import MutationResult, Proof
from judge.runner import CellDied, CellPool
from judge.spec import Issue, Source

OnProblem = Callable[[Source, Progress], None]


@dataclass(frozen=True)
class Result:
    """What became of a problem: a proof, or the issues that refuse it."""

    source: Source
    proof: Proof | None = None
    issues: tuple[Issue, ...] = ()
    mutation: MutationResult | None = None
    """What became of the mutants; None if it did not come to that."""
    cached: bool = False
    """It was proved before."""


def prove_all(
    sources: Sequence[Source], pool: CellPool, cache: ProofCache | None, on_progress: OnProblem
) -> Iterator[Result]:
    """The result of each problem, in the order in which they come. Blocks."""
    threads = ThreadPoolExecutor(pool.size, thread_name_prefix="gate")
    try:
        futures = [threads.submit(_prove, s, pool, cache, on_progress) for s in sources]
        for future in as_completed(futures):
            yield future.result()
    finally:
        threads.shutdown(cancel_futures=True)


def _prove(
    source: Source, pool: CellPool, cache: ProofCache | None, on_progress: OnProblem
) -> Result:
    known = cache.find(source) if cache else None
    if known is not None:
        return Result(source, known.proof, mutation=known.proof.mutation, cached=True)
    mutation: MutationResult | None = None

    def tell(progress: Progress) -> None:
        nonlocal mutation
        if isinstance(progress, MutationResult):
            mutation = progress
        on_progress(source, progress)

    try:
        published = publish(source, pool, tell)
    except PublishError as error:
        return Result(source, issues=tuple(error.issues), mutation=mutation)
    except CellDied as error:
        issue = source.issue(f"the sandbox failed, this says nothing of the problem: {error}")
        return Result(source, issues=(issue,), mutation=mutation)
    if cache:
        cache.add(published)
    return Result(source, published.proof, mutation=mutation)
