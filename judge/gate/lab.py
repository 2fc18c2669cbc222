"""Prove a lab: its setup and its code cells run, in order and in one namespace."""

from judge.gate.cases import ending_in_words
from judge.gate.findings import Field, Findings
from judge.gate.progress import OnProgress, Step
from judge.proof import Proof
from judge.report import describe_fault
from judge.runner import Batch, Call, CellPool, Job, Limits
from judge.spec import SourceFile
from judge.spec.lab import CodeItem, Lab

_LIMITS = Limits(cpu_seconds=30.0, memory_bytes=1 << 30, output_bytes=1 << 20)
_DRIVER = """
def _run(number):
    exec(compile(_cells[number], "solution.py", "exec"), globals())
"""


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
    calls = [Call({}, f"_run({number})") for number in range(len(cells))]
    batch = Batch(calls)
    outcome = pool.run(Job(f"_cells = {cells!r}\n{_DRIVER}", (batch,), _LIMITS))
    for field, code, answer in zip(fields, cells, outcome.answers, strict=False):
        if answer.fault is not None:
            error = describe_fault(answer.fault, code)
            findings.add(f"fails: {error['type']}: {error['message']}", *field)
            break  # what comes after it may stand on it
    else:
        if len(outcome.answers) < len(cells):
            field = fields[len(outcome.answers)]
            findings.add(ending_in_words(outcome, _LIMITS), *field)
    on_progress(Step("code cells", len(cells), len(cells)))
    findings.stop_if_any()
    return Proof(tests=len(cells))
