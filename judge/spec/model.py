"""The problem format, version 1. These models are its definition; the JSON Schema comes of them."""

import math
from typing import Annotated, Any, Literal, Self, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from judge.spec.types import Function, ValueType, parse_type
from judge.verdict import Verdict

FORMAT = 1

Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]
Name = Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z_0-9]*$", max_length=80)]
Line = Annotated[str, Field(min_length=1, max_length=300)]
Text = Annotated[str, Field(max_length=100_000)]


def _check_type(text: Any) -> Any:
    if isinstance(text, str):
        parse_type(text)
    return text


def _check_python(source: Any) -> Any:
    if isinstance(source, str):
        try:
            compile(source, "code", "exec")
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            raise ValueError(f"not Python: {error}") from None
    return source


T = TypeVar("T")
# A YAML list, kept as a tuple; everything else is taken strictly ("177" is no number).
Items = Annotated[tuple[T, ...], Field(strict=False)]
TypeText = Annotated[str, BeforeValidator(_check_type)]
Python = Annotated[str, Field(max_length=100_000), BeforeValidator(_check_python)]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Parameter(_Model):
    """One argument of the candidate's function."""

    name: Name
    type: TypeText
    about: Line

    @property
    def value_type(self) -> ValueType:
        """The parsed type."""
        return parse_type(self.type)


class Returns(_Model):
    """What the function returns."""

    type: TypeText
    about: Line

    @property
    def value_type(self) -> ValueType:
        """The parsed type."""
        return parse_type(self.type)


class Rules(_Model):
    """What the code may not do; found before it runs."""

    imports: Items[str] = Field(("numpy", "math"), description="Modules that may be imported.")
    forbid: Items[str] = Field((), description="Dotted names that may not be used.")


class RunLimits(_Model):
    """What one submission may use in all its tests together.

    Without `time_s` the time comes from the reference: `factor` times what it takes, between
    `floor_s` and `cap_s`.
    """

    time_s: float | None = Field(None, gt=0, le=30, description="CPU seconds.")
    factor: float = Field(10.0, ge=2, le=100)
    floor_s: float = Field(1.0, gt=0, le=30)
    cap_s: float = Field(10.0, gt=0, le=30)
    memory_mib: int = Field(256, ge=16, le=2048, description="Memory beyond a fresh process's.")

    def seconds(self, reference_seconds: float) -> float:
        """The time limit, given what the reference takes; inferred ones in steps of 0.5 s."""
        if self.time_s is not None:
            return self.time_s
        wanted = math.ceil(2 * self.factor * reference_seconds) / 2
        return min(max(wanted, self.floor_s), self.cap_s)


class Compare(_Model):
    """When a number is right: |actual - expected| <= max(atol, rtol * |expected|)."""

    rtol: float = Field(1e-6, ge=0, lt=1)
    atol: float = Field(1e-9, ge=0)


class Example(_Model):
    """A test that candidates see."""

    name: Line
    inputs: dict[str, Any]
    call: str | None = None
    explanation: Text | None = None


class Test(_Model):
    """A hidden test, or `count` of them made by a seeded generator."""

    name: Line
    inputs: dict[str, Any] | None = None
    expected: Any = None
    call: str | None = None
    compare: Compare | None = None
    generate: Python | None = None
    count: int = Field(1, ge=1, le=100)
    seed: int = Field(0, ge=0)

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        if (self.inputs is None) == (self.generate is None):
            raise ValueError("give either `inputs` or `generate`")
        if self.generate is not None and self.expected is not None:
            raise ValueError("a generated test takes its expected value from the solution")
        return self


class Wrong(_Model):
    """A solution that must fail; its message goes to whoever makes the same mistake."""

    name: Line
    verdict: Annotated[Verdict, Field(strict=False)]
    message: Text
    code: Text


class Problem(_Model):
    """A problem file."""

    kind: Literal["problem"]
    id: Slug
    number: int = Field(ge=1)
    title: Line
    difficulty: Literal["easy", "medium", "hard"]
    topics: Items[Slug] = Field(min_length=1)
    tags: Items[Slug] = ()
    roles: Items[Line] = ()
    levels: Items[Line] = ()
    companies: Items[Line] = ()
    statement: Text
    function: Name
    parameters: Items[Parameter]
    returns: Returns
    constraints: Items[Line] = ()
    hints: Items[Text] = ()
    starter: Text
    solution: Python
    explanation: Text = ""
    setup: Python = ""
    uses: Items[Slug] = ()
    rules: Rules = Rules()
    limits: RunLimits = RunLimits()
    compare: Compare = Compare()
    examples: Items[Example] = Field(min_length=1)
    tests: Items[Test] = Field(min_length=1)
    wrong: Items[Wrong] = ()

    @model_validator(mode="after")
    def _names_are_unique(self) -> Self:
        _unique("parameter", [parameter.name for parameter in self.parameters])
        examples = [example.name for example in self.examples]
        _unique("example or test", examples + [test.name for test in self.tests])
        _unique("wrong solution", [wrong.name for wrong in self.wrong])
        wanted = {parameter.name for parameter in self.parameters}
        items: list[Example | Test] = [*self.examples, *self.tests]
        for item in items:
            if item.inputs is not None and set(item.inputs) != wanted:
                names = ", ".join(sorted(set(item.inputs) ^ wanted))
                raise ValueError(f"{item.name!r}: inputs and parameters differ in {names}")
        return self

    @property
    def call(self) -> str:
        """The expression that a test evaluates unless it has its own."""
        return f"{self.function}({', '.join(parameter.name for parameter in self.parameters)})"

    @property
    def callables(self) -> tuple[str, ...]:
        """Parameters that are functions."""
        return tuple(p.name for p in self.parameters if isinstance(p.value_type, Function))


def _unique(what: str, names: list[str]) -> None:
    for name in names:
        if names.count(name) > 1:
            raise ValueError(f"the {what} name {name!r} is used twice")
