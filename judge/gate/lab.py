"""Prove a lab: its setup and its code cells run, in order and in one namespace."""

from judge.gate.cases import ending_in_words
from judge.gate.findings import Field, Findings
from judge.gate.progress import OnProgress, Step
from judge.notebook import run_cells
from judge.proof import Proof
from judge.runner import CellPool, Limits
from judge.spec import SourceFile
from judge.spec.lab import CodeItem, Lab

_LIMITS = Limits(cpu_seconds=30.0, memory_bytes=1 << 30, output_bytes=1 << 20)


def prove_lab(
    source: SourceFile[Lab], pool: CellPool, findings: Findings, on_progress: OnProgress
) -> Proof:
    """Run what the lab runs. Raises PublishError and CellDied.

    That its tasks exist is the reader's to say; that its prompts have answers, the format's.
    """
    lab = source.document
    fields: list[Field] = [("setup",)]
    cells = [lab.setup]
    for section, part in enumerate(lab.sections):
        for index, item in enumerate(part.items):
            if isinstance(item, CodeItem):
                fields.append(("sections", section, "items", index, "code"))
                cells.append(item.code)
    on_progress(Step("code cells", 0, len(cells)))
    ran = run_cells(cells, pool, _LIMITS)
    for field, result in zip(fields, ran.cells, strict=False):
        if result.error is not None:
            error = result.error
            findings.add(f"fails: {error['type']}: {error['message']}", *field)
            break  # what comes after it may stand on it
    else:
        if len(ran.cells) < len(cells):
            findings.add(ending_in_words(ran.outcome, _LIMITS), *fields[len(ran.cells)])
    on_progress(Step("code cells", len(cells), len(cells)))
    findings.stop_if_any()
    return Proof(tests=len(cells))
