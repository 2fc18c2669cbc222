"""Prove a problem: make its tests, compute what is expected, see every wrong program fail."""

import time
from dataclasses import replace

from judge.gate.cases import Reference, expect, make_drafts
from judge.gate.checker import checker_faults
from judge.gate.failing import prove_starter, prove_wrong
from judge.gate.findings import Findings
from judge.gate.gradient import prove_loss
from judge.gate.leaks import find_leaks
from judge.gate.mutation import judge_mutants
from judge.gate.progress import OnProgress, ignore
from judge.gate.slips import keep_slips
from judge.proof import Proof
from judge.published import Published
from judge.runner import CellPool
from judge.spec import Source

_ROOM = 0.5
"""The share of a limit that the reference may use up."""


def publish(source: Source, pool: CellPool, on_progress: OnProgress = ignore) -> Published:
    """Prove the problem and return it ready to judge with. Blocks.

    Raises PublishError with every reason why it cannot be published, and CellDied when the sandbox
    itself failed.
    """
    begun = time.monotonic()
    findings = Findings(source)
    published, reference = _prepare(source, pool, findings, on_progress)
    _leave_room(published, reference, findings)
    find_leaks(published, findings)
    prove_starter(published, pool, findings, on_progress)
    published = prove_wrong(published, pool, findings, on_progress)
    findings.stop_if_any()
    mutation = judge_mutants(published, pool, reference.answers, findings, on_progress)
    findings.stop_if_any()
    published = keep_slips(published, pool, reference.answers)
    proof = Proof(
        tests=len(published.cases),
        wrong=len(source.problem.wrong),
        reference_seconds=reference.cpu_seconds,
        limit_seconds=published.time_s,
        reference_mib=reference.memory_kib / 1024,
        limit_mib=source.problem.limits.memory_mib,
        mutation=mutation,
        warnings=tuple(findings.warnings),
        seconds=time.monotonic() - begun,
    )
    return replace(published, proof=proof)


def prepare(source: Source, pool: CellPool) -> Published:
    """Return the problem with its tests and what the reference gives to them, not proven. Blocks.

    Raises PublishError where that cannot be had, and CellDied when the sandbox itself failed.
    """
    return _prepare(source, pool, Findings(source), ignore)[0]


def _prepare(
    source: Source, pool: CellPool, findings: Findings, on_progress: OnProgress
) -> tuple[Published, Reference]:
    drafts = make_drafts(source, pool, findings, on_progress)
    findings.stop_if_any()
    reference = expect(source, pool, drafts, findings, on_progress)
    findings.stop_if_any()
    assert reference is not None
    for fault in checker_faults(source, reference.cases, pool):
        findings.add(fault, "checker")
    loss = prove_loss(source, reference.cases, pool)
    for fault in loss.faults:
        findings.add(fault, "loss")
    findings.stop_if_any()
    time_s = source.problem.limits.seconds(reference.cpu_seconds)
    return Published(source, pool.environment, time_s, loss.cases, ()), reference


def _leave_room(published: Published, reference: Reference, findings: Findings) -> None:
    """A limit that the reference comes close to fails good solutions on a busy machine."""
    limits = published.problem.limits
    seconds, mib = reference.least_seconds, reference.memory_kib / 1024
    if seconds > _ROOM * published.time_s:
        place = "time_s" if limits.time_s else "cap_s"
        findings.add(
            f"the solution takes {seconds:.2f} of {published.time_s:g} s: allow it twice as much,"
            " or make the tests smaller",
            "limits", place,
        )  # fmt: skip
    if mib > _ROOM * limits.memory_mib:
        findings.add(
            f"the solution takes {mib:.0f} of {limits.memory_mib} MiB: allow it twice as much,"
            " or make the tests smaller",
            "limits", "memory_mib",
        )  # fmt: skip
