"""Makes a problem's tests: inputs as the signature states them, and what is expected of each."""

from dataclasses import dataclass, replace
from typing import Any

from judge.compare import compare
from judge.gate.findings import Field, Findings
from judge.gate.progress import OnProgress, Step
from judge.published import Case, batch_of, limits_of
from judge.report import describe_fault
from judge.runner import Answer, Batch, Call, CellPool, Generation, Job, Limits, Outcome
from judge.runner.wire import Packer
from judge.spec import Compare, Source, TypeMismatch
from judge.spec.model import Example, Test
from judge.spec.types import MAX_INPUT_BYTES, Dims, value_bytes

_GENERATION = Limits(cpu_seconds=10.0, memory_bytes=1 << 30)


@dataclass(frozen=True)
class Draft:
    """A test on its way: where it stands in the file, and its inputs once they are made."""

    case: Case
    field: Field
    literal: Any = None
    """The result that the author states."""


@dataclass(frozen=True)
class Reference:
    """What the reference solution came to, in all tests together."""

    cases: tuple[Case, ...]
    answers: tuple[Answer, ...]
    cpu_seconds: float
    """Of the slower run."""
    least_seconds: float
    """Of the quicker one: what it needs where nothing else disturbs."""
    memory_kib: int


def make_drafts(
    source: Source, pool: CellPool, findings: Findings, on_progress: OnProgress
) -> list[Draft]:
    """Every example and test with its inputs; what does not fit its type is an issue."""
    drafts: list[Draft | None] = []
    problem = source.problem
    for position, example in enumerate(problem.examples):
        drafts.append(_literal(source, findings, example, ("examples", position)))
    for position, test in enumerate(problem.tests):
        on_progress(Step("tests", position, len(problem.tests)))
        field = ("tests", position)
        if test.inputs is not None:
            drafts.append(_literal(source, findings, test, field))
            continue
        for index, inputs in enumerate(_generate(source, pool, findings, position)):
            name = f"{test.name} {index + 1}" if test.count > 1 else test.name
            tolerance = problem.tolerance(test)
            drafts.append(_draft(source, findings, name, inputs, test, tolerance, field))
    made = [draft for draft in drafts if draft is not None]
    if not findings.issues:
        _find_twins(source, made, findings)
    on_progress(Step("tests", len(problem.tests), len(problem.tests)))
    return made


def _literal(
    source: Source, findings: Findings, test: Example | Test, field: Field
) -> Draft | None:
    assert test.inputs is not None
    tolerance = source.problem.tolerance(test)
    draft = _draft(source, findings, test.name, test.inputs, test, tolerance, field)
    return replace(draft, literal=test.expected) if draft else None


def _draft(
    source: Source,
    findings: Findings,
    name: str,
    inputs: dict[str, Any],
    test: Example | Test,
    tolerance: Compare,
    field: Field,
) -> Draft | None:
    dims: Dims = {}
    values = {}
    for parameter in source.problem.parameters:
        try:
            values[parameter.name] = parameter.value_type.coerce(inputs[parameter.name], dims)
        except TypeMismatch as error:
            message = f"{name!r}, parameter {parameter.name}: {error}"
            findings.add(message, *field, "inputs", parameter.name)
    if len(values) < len(source.problem.parameters):
        return None
    if (size := value_bytes(values)) > MAX_INPUT_BYTES:
        most = f"at most {MAX_INPUT_BYTES >> 20} MiB are allowed"
        findings.add(f"{name!r}: inputs of {size / 2**20:.1f} MiB; {most}", *field)
        return None
    hidden = isinstance(test, Test)
    return Draft(Case(name, hidden, values, test.call, None, tolerance, dims), field)


def _generate(
    source: Source, pool: CellPool, findings: Findings, position: int
) -> list[dict[str, Any]]:
    test = source.problem.tests[position]
    names = tuple(parameter.name for parameter in source.problem.parameters)
    assert test.generate is not None
    batch = Batch(
        [Generation(test.generate, test.seed, index, names) for index in range(test.count)]
    )
    outcome = pool.run(Job("", (batch,), _GENERATION))
    field = ("tests", position, "generate")
    if not _all_answered(outcome, _GENERATION, "the generator", field, findings):
        return []
    return [answer.value for answer in outcome.answers]


def _all_answered(outcome: Outcome, limits: Limits, who: str, field: Field, to: Findings) -> bool:
    """Every case gave a value; otherwise the first thing that went wrong is an issue."""
    if outcome.failure:
        error = describe_fault(outcome.failure.fault, "")
        to.add(f"{who} fails: {error['type']}: {error['message']}", *field)
        return False
    for number, answer in enumerate(outcome.answers, 1):
        if answer.fault:
            text = f"{answer.fault.type}: {answer.fault.message}"
            to.add(f"{who} fails in case {number}: {text}", *field)
            return False
    if outcome.ending != "finished":
        number = len(outcome.answers) + 1
        to.add(f"{who} {ending_in_words(outcome, limits)}, in case {number}", *field)
        return False
    return True


def ending_in_words(outcome: Outcome, limits: Limits) -> str:
    """What a run did that did not come to its end."""
    match outcome.ending:
        case "time":
            return f"takes more than {limits.cpu_seconds:g} s"
        case "memory":
            return f"needs more than {limits.memory_bytes >> 20} MiB of memory"
        case "output":
            printed, given = limits.output_bytes >> 10, limits.answer_bytes >> 20
            return (
                f"prints more than {printed} KiB, or gives more than {given} MiB of arrays or"
                " 2 MiB of lists and texts"
            )
    by = f"signal {outcome.signal}" if outcome.signal else "was `exit` called?"
    return f"ends its process ({by})"


def _find_twins(source: Source, drafts: list[Draft], findings: Findings) -> None:
    """Two tests with the same inputs and the same call test one thing twice."""
    seen: dict[bytes, Case] = {}
    for draft in drafts:
        case, packer = draft.case, Packer()
        call = case.call or source.problem.default_call
        key = packer.frame([packer.pack(case.inputs), " ".join(call.split())])
        if key not in seen:
            seen[key] = case
            continue
        twin = seen[key]
        shown = "" if twin.hidden else ", which everybody sees"
        findings.add(f"{case.name!r} is the same test as {twin.name!r}{shown}", *draft.field)


def expect(
    source: Source,
    pool: CellPool,
    drafts: list[Draft],
    findings: Findings,
    on_progress: OnProgress,
) -> Reference | None:
    """The reference solution's values, computed twice; None where it does not give them."""
    on_progress(Step("solution", 0, 2))
    problem = source.problem
    calls = [Call(draft.case.inputs, draft.case.call) for draft in drafts]
    limits = limits_of(problem, problem.limits.time_s or problem.limits.cap_s)
    job = Job(problem.solution, (batch_of(source, calls),), limits)
    first = pool.run(job)
    on_progress(Step("solution", 1, 2))
    second = pool.run(job)
    on_progress(Step("solution", 2, 2))
    for outcome in (first, second):
        if not _all_answered(outcome, limits, "the solution", ("solution",), findings):
            return None
    cases = []
    for draft, one, two in zip(drafts, first.answers, second.answers, strict=True):
        case = draft.case
        if compare(one.value, two.value, Compare(rtol=0, atol=0)) is not None:
            findings.add(f"the solution gives two answers to {case.name!r}", "solution")
        cases.append(replace(case, expected=_typed(source, draft, one, findings)))
    return Reference(
        tuple(cases),
        first.answers,
        max(first.cpu_ms, second.cpu_ms) / 1000,
        min(first.cpu_ms, second.cpu_ms) / 1000,
        max(first.memory_kib, second.memory_kib),
    )


def _typed(source: Source, draft: Draft, answer: Answer, findings: Findings) -> Any:
    """The reference's value as the signature states it; a literal one must agree."""
    kind = source.problem.returns.value_type
    name = draft.case.name
    default_call = draft.case.call is None
    value = answer.value
    try:
        if default_call:
            value = kind.coerce(value, dict(draft.case.dims))
    except TypeMismatch as error:
        findings.add(f"{name!r}: the solution's result: {error}", "returns", "type")
        return value
    if draft.literal is None:
        return value
    try:
        literal = draft.literal
        if default_call:
            literal = kind.coerce(literal, dict(draft.case.dims))
    except TypeMismatch as error:
        findings.add(f"{name!r}: {error}", *draft.field, "expected")
        return value
    if compare(literal, value, draft.case.tolerance):
        findings.add(f"{name!r}: the solution's result is another", *draft.field, "expected")
    return literal
