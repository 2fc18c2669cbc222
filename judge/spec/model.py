"""The problem format, version 1. These models are its definition; the JSON Schema comes of them.

What a field alone can get wrong is found here; what only several fields together can is in
`checks.py`, where each fault has the place of the field that should change.
"""

import math
from dataclasses import dataclass
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from judge.spec.base import Expression, Items, Line, Model, Name, Python, Slug, Text, TypeText
from judge.spec.figures import Figure
from judge.spec.types import Function, ValueType, parse_type
from judge.verdict import Verdict

FORMAT = 1

Mode = Literal["value", "unordered", "up_to_sign", "up_to_permutation", "checker"]
Difficulty = Literal["easy", "medium", "hard"]


class Parameter(Model):
    """One argument of the candidate's function."""

    name: Name
    """What the function calls it."""
    type: TypeText
    """Its type: `float`, `float64[n, d]`, `list[int]`, `callable`...; named sizes must agree."""
    about: Line
    """What it means, in a line of Markdown."""

    @property
    def value_type(self) -> ValueType:
        """The parsed type."""
        return parse_type(self.type)


class Returns(Model):
    """What the function returns."""

    type: TypeText
    """The result's type. A named size that no parameter has is the result's own."""
    about: Line
    """What it means, in a line of Markdown."""

    @property
    def value_type(self) -> ValueType:
        """The parsed type."""
        return parse_type(self.type)


class Rules(Model):
    """What the code may not do; found before it runs."""

    imports: Items[str] = ("numpy", "math")
    """Modules that may be imported."""
    forbid: Items[str] = ()
    """Dotted names that may not be used, such as `numpy.gradient`."""


class RunLimits(Model):
    """What one submission may use in all its tests together.

    Without `time_s` the time comes from the reference: `factor` times what it takes, between
    `floor_s` and `cap_s`.
    """

    time_s: float | None = Field(None, gt=0, le=30)
    """CPU seconds; without it they come from what the reference takes."""
    factor: float = Field(10.0, ge=2, le=100)
    """How many times the reference's time is allowed, where `time_s` is not stated."""
    floor_s: float = Field(1.0, gt=0, le=30)
    """The least CPU seconds allowed, where `time_s` is not stated."""
    cap_s: float = Field(10.0, gt=0, le=30)
    """The most CPU seconds allowed, where `time_s` is not stated."""
    memory_mib: int = Field(256, ge=16, le=2048)
    """MiB of memory beyond what a fresh process has."""

    def seconds(self, reference_seconds: float) -> float:
        """The time limit, given what the reference takes; inferred ones in steps of 0.5 s."""
        if self.time_s is not None:
            return self.time_s
        wanted = math.ceil(2 * self.factor * reference_seconds) / 2
        return min(max(wanted, self.floor_s), self.cap_s)


class Compare(Model):
    """When a result is right. A number: |actual - expected| <= max(atol, rtol * |expected|)."""

    rtol: float = Field(1e-6, ge=0, lt=1)
    """The error allowed, as a share of the expected number."""
    atol: float = Field(1e-9, ge=0)
    """The error that is always allowed."""
    mode: Mode = "value"
    """What else counts as the same value.

    - `value`: nothing, entry by entry.
    - `unordered`: the items of a list, a tuple or a one-dimensional array in any order.
    - `up_to_sign`: the value negated; with `axis`, each slice along it on its own (the columns of a
      matrix of eigenvectors: `axis: 1`).
    - `up_to_permutation`: the slices along `axis` in another order, the same order in every part of
      a tuple or dict that has that size along the axis (eigenvalues with their eigenvectors:
      `axis: -1`).
    - `checker`: whatever the problem's `checker` accepts.
    """
    axis: int | None = Field(None, ge=-8, le=7)
    """The axis of `up_to_sign` and `up_to_permutation`; a negative one counts from the end."""
    signs: bool = False
    """With `up_to_permutation`: each slice may be negated besides."""

    def over(self, base: "Compare") -> "Compare":
        """What this states, and the rest from `base`; another mode leaves base's axis behind."""
        stated = {name: getattr(self, name) for name in self.model_fields_set}
        if stated.get("mode", base.mode) != base.mode:
            stated = {"axis": None, "signs": False} | stated
        return base.model_copy(update=stated)

    def fault(self) -> str | None:
        """What does not go together, in words."""
        if self.mode == "up_to_permutation" and self.axis is None:
            return "up_to_permutation needs an axis"
        if self.axis is not None and self.mode not in ("up_to_sign", "up_to_permutation"):
            return f"mode {self.mode} has no axis"
        if self.signs and self.mode != "up_to_permutation":
            return "`signs` goes with up_to_permutation"
        return None


class Example(Model):
    """A test that candidates see."""

    name: Line
    """Told apart from all other examples and tests."""
    inputs: dict[str, Any]
    """A value for each parameter."""
    expected: Any = None
    """The result; the reference solution's must agree. Without it, the reference's it is."""
    call: Expression | None = None
    """What to evaluate instead of the problem's call; sees parameters, code and setup."""
    compare: Compare | None = None
    """What differs from the problem's `compare` in this test."""
    explanation: Text | None = None
    """Why the result is what it is; Markdown."""


class Test(Model):
    """A hidden test, or `count` of them made by a seeded generator."""

    __test__ = False

    name: Line
    """Candidates see it: it may say what is tested, not what comes out."""
    inputs: dict[str, Any] | None = None
    """A value for each parameter; or give `generate`."""
    expected: Any = None
    """The result; the reference solution's must agree. Without it, the reference's it is."""
    call: Expression | None = None
    """What to evaluate instead of the problem's call; sees parameters, code and setup."""
    compare: Compare | None = None
    """What differs from the problem's `compare` in this test."""
    generate: Python | None = None
    """Python that assigns each parameter by name; sees `rng`, `np`, `math` and the number `i`.

    A `callable` is given as text: a Python expression."""
    count: int = Field(1, ge=1, le=100)
    """How many tests the generator makes; `i` counts from 0."""
    seed: int = Field(0, ge=0)
    """What `rng` starts from, together with `i`."""

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        if (self.inputs is None) == (self.generate is None):
            raise ValueError("give either `inputs` or `generate`")
        if self.generate is not None and self.expected is not None:
            raise ValueError("a generated test takes its expected value from the solution")
        return self


class Wrong(Model):
    """A solution that must fail; its message goes to whoever makes the same mistake."""

    name: Line
    """The mistake, in a few words."""
    verdict: Annotated[Verdict, Field(strict=False)]
    """What judging it must come to."""
    message: Text
    """What to tell a candidate whose values are the same wrong ones; no hidden value in it."""
    code: Text
    """The whole solution with the mistake in it."""


class Equivalent(Model):
    """A mutant of the reference that no test can tell from it."""

    mutant: Text = Field(min_length=1)
    """The mutant, as `nabla check` names it."""
    reason: Text = Field(min_length=1)
    """Why its results are right too."""


class InterviewQuestion(Model):
    """A question as interviewers ask it, with what they hope to hear."""

    question: Text = Field(min_length=1)
    """Markdown."""
    answer: Text = Field(min_length=1)
    """Markdown."""


@dataclass(frozen=True)
class Gradient:
    """A part of the result (its path; empty for the whole) that is a gradient of the loss."""

    path: tuple[str | int, ...]
    parameter: str


class Problem(Model):
    """A problem: what to implement, how it is tested, and what its solution teaches."""

    kind: Literal["problem"]
    """What kind of document this is."""
    id: Slug
    """The file's name without `.yaml`."""
    number: int = Field(ge=1, le=1_000_000)
    """Its number in the catalogue, no other problem's."""
    title: Line
    """What the catalogue calls it."""
    difficulty: Difficulty
    """easy, medium or hard."""
    topics: Items[Slug] = Field(min_length=1)
    """The subjects that it belongs to."""
    tags: Items[Slug] = ()
    """Finer words to search for."""
    roles: Items[Line] = ()
    """Jobs in whose interviews it is asked."""
    levels: Items[Line] = ()
    """Levels of experience that it fits."""
    companies: Items[Line] = ()
    """Companies that ask it."""
    minutes: int | None = Field(None, ge=1, le=600)
    """How long it takes somebody who knows the prerequisites."""
    prerequisites: Items[Slug] = ()
    """Problems to solve before."""
    statement: Text
    """The task, in Markdown with $TeX$; `![alt](figure:NAME)` places a figure."""
    figures: Items[Figure] = ()
    """What the texts place."""
    function: Name
    """The function or class that the candidate defines."""
    parameters: Items[Parameter]
    """Its arguments, in order; or what `call` makes use of."""
    returns: Returns
    """What it gives back."""
    call: Expression | None = None
    """What a test evaluates; the default calls `function` with the parameters. A class under test
    needs one, such as `Sigmoid().forward(x)`."""
    constraints: Items[Line] = ()
    """What inputs and solutions have to keep to."""
    hints: Items[Text] = ()
    """Each leads a little further; Markdown."""
    starter: Text
    """The code that the candidate begins with. It must fail the tests."""
    solution: Python
    """The reference solution: expected values come from it."""
    explanation: Text = ""
    """The editorial: why the solution is what it is; Markdown."""
    gotchas: Items[Text] = ()
    """What people get wrong; Markdown."""
    interview: Items[InterviewQuestion] = ()
    """Questions that an interviewer goes on with."""
    asked_at: Items[Line] = ()
    """Where it is asked."""
    setup: Python = ""
    """Code that runs before the candidate's, in the same namespace."""
    uses: Items[Slug] = ()
    """Other problems whose function this one may call."""
    rules: Rules = Rules()
    """What the code may not do."""
    limits: RunLimits = RunLimits()
    """Time and memory for all tests together."""
    compare: Compare = Compare()
    """When a result is right."""
    checker: Python | None = None
    """Python that defines `check(inputs, expected, actual)`: True, False, or a text that says what
    is wrong. For `mode: checker`."""
    loss: Python | None = None
    """The loss whose gradient the function returns: an expression over the parameters, or Python
    that defines `loss(...)` with names of parameters as its arguments. See `gradient_of`."""
    gradient_of: Name | Items[Name | None] | dict[str, Name] | None = None
    """The parameter by which the result is the loss's gradient. For a tuple a list, part by part
    (null where a part is something else); for a dict a mapping from its keys."""
    examples: Items[Example] = Field(min_length=1)
    """Tests that candidates see."""
    tests: Items[Test] = Field(min_length=1)
    """Hidden tests."""
    wrong: Items[Wrong] = ()
    """Solutions that must fail."""
    equivalent: Items[Equivalent] = ()
    """Mutants of the reference that are right too."""

    @property
    def default_call(self) -> str:
        """The expression that a test evaluates unless it has its own."""
        names = ", ".join(parameter.name for parameter in self.parameters)
        return self.call or f"{self.function}({names})"

    def may_give(self, parameter: str, data: Any) -> bool:
        """Whether a caller may give this input of a fitting type: a function only from an example.

        It runs beside the reference solution, and another one could read that.
        """
        shown = [example.inputs.get(parameter) for example in self.examples]
        return parameter not in self.callables or data in shown

    @property
    def callables(self) -> tuple[str, ...]:
        """Parameters that are functions."""
        return tuple(p.name for p in self.parameters if isinstance(p.value_type, Function))

    @property
    def gradients(self) -> tuple[Gradient, ...]:
        """The parts of the result that are gradients of the loss."""
        match self.gradient_of:
            case None:
                return ()
            case str(name):
                return (Gradient((), name),)
            case dict(parts):
                return tuple(Gradient((key,), name) for key, name in parts.items())
            case parts:
                return tuple(Gradient((i,), name) for i, name in enumerate(parts) if name)

    def tolerance(self, test: Example | Test) -> Compare:
        """When a test's result is right: its own `compare` over the problem's."""
        return test.compare.over(self.compare) if test.compare else self.compare
