"""A problem that has proved itself, with all that judging needs, ready to be kept as bytes."""

import json
import struct
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import Any

from judge.diagnosis.given import Given
from judge.diagnosis.recall import Recall
from judge.diagnosis.slips import Slip
from judge.errors import JudgeError
from judge.present import present, present_callable
from judge.proof import Proof
from judge.runner import Batch, Call, FigureLimits, Limits, OwnFunction
from judge.runner.wire import HEAD, Packer, WireError, unpack
from judge.spec import Compare, Problem, Source, Used, restore
from judge.spec.figures import placed_figures

_LAYOUT = 9
# Drawing is for looking: whatever a problem's rules are, it may be done.
_TO_DRAW = ("matplotlib",)

Own = Mapping[str, str]
"""A candidate's own accepted code, by the problem that accepted it."""
NO_OWN: Own = {}


@dataclass(frozen=True)
class Case:
    """One test: what goes in, what must come out, and how close."""

    name: str
    hidden: bool
    inputs: dict[str, Any]
    call: str | None
    expected: Any
    tolerance: Compare
    dims: dict[str, int]
    """Sizes of the named dimensions in this test."""
    gradients: dict[str, Any] = field(default_factory=dict)
    """By parameter, the numeric gradient of the problem's loss; for shown tests of problems that
    state one."""
    loss: float | None = None
    """What the problem's loss is in this test, where it states one."""

    @cached_property
    def given(self) -> Given:
        """The case as diagnoses know it, with what they found out of it."""
        return Given(self.expected, self.tolerance, self.dims, self.inputs, self.call, self.loss)


@dataclass(frozen=True)
class CaseView:
    """A shown case as candidates see it, see `judge.present`."""

    inputs: dict[str, Any]
    expected: dict[str, Any]


@dataclass(frozen=True)
class KnownMistake:
    """A wrong solution's values, case by case, and its message."""

    name: str
    message: str
    values: tuple[tuple[bool, Any], ...]
    """(True, the value), or (False, the exception in words, None if it was not reached)."""


@dataclass(frozen=True)
class Published:
    """A published version. `cases` has the shown ones first."""

    source: Source
    environment: dict[str, str]
    time_s: float
    """CPU seconds that a submission may use."""
    cases: tuple[Case, ...]
    mistakes: tuple[KnownMistake, ...]
    proof: Proof = field(default_factory=Proof)
    """What proving it found."""
    slips: tuple[Slip, ...] = ()
    slip_tests: tuple[int, ...] = ()
    """The cases that slips have values for."""

    @property
    def problem(self) -> Problem:
        """The problem itself."""
        return self.source.problem

    @property
    def content_hash(self) -> str:
        """What it was published from."""
        return self.source.content_hash

    @property
    def shown(self) -> tuple[Case, ...]:
        """The examples."""
        return tuple(case for case in self.cases if not case.hidden)

    @property
    def limits(self) -> Limits:
        """What a submission may use."""
        return limits_of(self.problem, self.time_s)

    def batch(
        self, cases: tuple[Case, ...], own: Own = NO_OWN, figures: FigureLimits | None = None
    ) -> Batch:
        """A batch for some of the cases, with this problem's setup and rules."""
        calls = [Call(case.inputs, case.call) for case in cases]
        return batch_of(self.source, calls, own, figures)

    @cached_property
    def example_batch(self) -> Batch:
        """The shown cases, in memory once for all runs."""
        return self.batch(self.shown)

    @cached_property
    def drawn_batch(self) -> Batch:
        """The shown cases for a run: what the code draws is wanted too."""
        return self.batch(self.shown, figures=FigureLimits())

    @cached_property
    def hidden_batch(self) -> Batch:
        """The hidden cases, in memory once for all runs."""
        return self.batch(tuple(case for case in self.cases if case.hidden))

    @cached_property
    def views(self) -> dict[str, CaseView]:
        """The shown cases by name, as candidates see them: made once, sent many times."""
        return {case.name: self.view(case) for case in self.shown}

    @cached_property
    def known_mistakes(self) -> Recall[KnownMistake]:
        """The mistakes, to be searched by what a submission gave."""
        tests = [case.given for case in self.cases]
        return Recall([(mistake, mistake.values) for mistake in self.mistakes], tests)

    @cached_property
    def known_slips(self) -> Recall[str]:
        """The kinds of slips, to be searched likewise."""
        tests = [self.cases[test].given for test in self.slip_tests]
        return Recall([(slip.kind, slip.values) for slip in self.slips], tests)

    def view(self, case: Case) -> CaseView:
        """A case as candidates see it. Only for cases that may be shown."""
        functions = self.problem.callables
        inputs = {
            name: present_callable(value) if name in functions else present(value)
            for name, value in case.inputs.items()
        }
        return CaseView(inputs, present(case.expected))

    def candidate_view(self) -> dict[str, Any]:
        """What a candidate may see of the problem: no hidden test, no solution."""
        problem = self.problem
        view = problem.model_dump(
            mode="json",
            include={
                "id", "number", "title", "difficulty", "topics", "tags", "roles", "levels",
                "companies", "statement", "function", "parameters", "returns", "constraints",
                "hints", "starter", "rules", "compare", "uses", "minutes", "prerequisites",
                "figures", "gotchas", "interview", "asked_at",
            },
        )  # fmt: skip
        explanations = {example.name: example.explanation for example in problem.examples}
        view["examples"] = [
            {
                "name": case.name,
                "inputs": self.views[case.name].inputs,
                "expected": self.views[case.name].expected,
                "explanation": explanations.get(case.name),
                "call": case.call or problem.default_call,
            }
            for case in self.shown
        ]
        # What only the editorial places may give it away.
        placed = {name for _, name in placed_figures(view)}
        view["figures"] = [figure for figure in view["figures"] if figure["name"] in placed]
        view["call"] = problem.default_call
        view["limits"] = {"time_s": self.time_s, "memory_mib": problem.limits.memory_mib}
        view["hidden_tests"] = len(self.cases) - len(self.shown)
        return view

    def to_bytes(self) -> bytes:
        """The whole of it; `from_bytes` gives it back."""
        packer = Packer()
        message = {
            "layout": _LAYOUT,
            "text": self.source.text,
            "path": self.source.path,
            "content_hash": self.content_hash,
            "used": [asdict(used) for used in self.source.used],
            "environment": self.environment,
            "time_s": self.time_s,
            "cases": [
                {
                    "name": case.name,
                    "hidden": case.hidden,
                    "inputs": packer.pack(case.inputs),
                    "call": case.call,
                    "expected": packer.pack(case.expected),
                    "tolerance": case.tolerance.model_dump(),
                    "dims": case.dims,
                    "gradients": packer.pack(case.gradients),
                    "loss": packer.pack(case.loss),
                }
                for case in self.cases
            ],
            "mistakes": [
                [mistake.name, mistake.message, packer.pack(list(mistake.values))]
                for mistake in self.mistakes
            ],
            "proof": self.proof.to_json(),
            "slips": [[slip.kind, packer.pack(list(slip.values))] for slip in self.slips],
            "slip_tests": list(self.slip_tests),
        }
        return packer.frame(message)

    @classmethod
    def from_bytes(cls, data: bytes) -> "Published":
        """Read what `to_bytes` wrote. Raises JudgeError for another layout or broken bytes."""
        try:
            length, _ = HEAD.unpack_from(data)
            message = json.loads(data[HEAD.size : HEAD.size + length])
            if message["layout"] != _LAYOUT:
                raise JudgeError("a published problem of another layout")
            blob = data[HEAD.size + length :]
            return cls(
                source=restore(
                    message["text"],
                    message["path"],
                    message["content_hash"],
                    tuple(Used(**used) for used in message["used"]),
                ),
                environment=message["environment"],
                time_s=message["time_s"],
                cases=tuple(
                    Case(
                        name=case["name"],
                        hidden=case["hidden"],
                        inputs=unpack(case["inputs"], blob),
                        call=case["call"],
                        expected=unpack(case["expected"], blob),
                        tolerance=Compare(**case["tolerance"]),
                        dims=case["dims"],
                        gradients=unpack(case["gradients"], blob),
                        loss=unpack(case["loss"], blob),
                    )
                    for case in message["cases"]
                ),
                mistakes=tuple(
                    KnownMistake(name, text, tuple(unpack(values, blob)))
                    for name, text, values in message["mistakes"]
                ),
                proof=Proof.from_json(message["proof"]),
                slips=tuple(
                    Slip(kind, tuple(unpack(values, blob))) for kind, values in message["slips"]
                ),
                slip_tests=tuple(message["slip_tests"]),
            )
        except (ValueError, KeyError, TypeError, WireError, struct.error) as error:
            raise JudgeError(f"not a published problem: {error}") from error


def limits_of(problem: Problem, time_s: float) -> Limits:
    """What a run of the problem may use, given its time limit in CPU seconds."""
    return Limits(cpu_seconds=time_s, memory_bytes=problem.limits.memory_mib << 20)


def batch_of(
    source: Source, calls: list[Call], own: Own = NO_OWN, figures: FigureLimits | None = None
) -> Batch:
    """A batch of calls under a problem's setup and rules.

    The functions that the problem uses are the candidate's `own` ones, else the references'.
    """
    problem = source.problem
    theirs = (used.reference for used in source.used if used.problem not in own)
    return Batch(
        cases=calls,
        call=problem.default_call,
        function=problem.function,
        setup=(*theirs, problem.setup),
        own=own_functions(source.used, own),
        callables=problem.callables,
        imports=(*problem.rules.imports, *_TO_DRAW),
        forbid=problem.rules.forbid,
        figures=figures,
    )


def own_functions(used: Iterable[Used], own: Own) -> tuple[OwnFunction, ...]:
    """Those of the used problems' functions for which there is a candidate's own code."""
    return tuple(
        OwnFunction(their.function, own[their.problem], their.setup, (*their.imports, *_TO_DRAW))
        for their in used
        if their.problem in own
    )
