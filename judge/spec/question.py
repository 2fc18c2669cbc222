"""Questions: a deck of parts, most of them graded by the judge, some by oneself."""

import re
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import Field, model_validator

from judge.spec.base import Expression, Items, Line, Model, Name, Python, Slug, Text
from judge.spec.figures import Figure
from judge.spec.lab import Resource
from judge.spec.model import Compare, Difficulty

BLANK = "[???]"


class _Part(Model):
    """What all parts have."""

    # What is not for the candidate's eyes before the part is answered.
    secret: ClassVar[frozenset[str]] = frozenset(("answer", "wrong", "explanation"))

    text: Text = Field(min_length=1)
    """What is asked; Markdown with $TeX$."""
    hints: Items[Text] = ()
    """Each leads a little further; Markdown."""
    explanation: Text = ""
    """Shown with the answer; Markdown."""

    def candidate_view(self) -> dict[str, Any]:
        """What may be seen before it is answered."""
        return self.model_dump(mode="json", exclude=set(self.secret))


class Option(Model):
    """One of the things to choose from."""

    text: Text = Field(min_length=1)
    """The option; Markdown."""
    feedback: Text = ""
    """Said to whoever chooses it: why it is wrong, or right."""


class ChoicePart(_Part):
    """Choose one option, or several where the answer is a list."""

    kind: Literal["choice"]
    """How the part is answered."""
    options: Items[Text | Option] = Field(min_length=2, max_length=12)
    """What to choose from."""
    answer: Text | Items[Text]
    """The text of the right option; a list where any number of them may be chosen."""

    @property
    def texts(self) -> tuple[str, ...]:
        """The options' texts."""
        return tuple(option if isinstance(option, str) else option.text for option in self.options)

    @property
    def feedback(self) -> dict[str, str]:
        """What to say to whoever chooses an option, by its text."""
        return {o.text: o.feedback for o in self.options if isinstance(o, Option) and o.feedback}

    @property
    def right(self) -> frozenset[str]:
        """The texts of the right options."""
        return frozenset((self.answer,) if isinstance(self.answer, str) else self.answer)

    @model_validator(mode="after")
    def _answers_are_options(self) -> Self:
        texts = self.texts
        if len(set(texts)) < len(texts):
            raise ValueError("two options are the same")
        for text in sorted(self.right):
            if text not in texts:
                raise ValueError(f"the answer {text!r} is none of the options")
        return self

    def candidate_view(self) -> dict[str, Any]:
        """The options, and whether several may be chosen."""
        multiple = not isinstance(self.answer, str)
        return super().candidate_view() | {"options": list(self.texts), "multiple": multiple}


class TrueFalsePart(_Part):
    """True or false."""

    kind: Literal["true_false"]
    """How the part is answered."""
    answer: bool
    """Whether it is true."""


class WrongNumber(Model):
    """A number that people give by mistake."""

    answer: float
    """The wrong number."""
    message: Text
    """What to tell whoever gives it."""


class NumberPart(_Part):
    """A number; candidates may write 0.25, 1/4 or 2.5e-1."""

    kind: Literal["number"]
    """How the part is answered."""
    answer: float
    """The right number; `.inf` is one too."""
    rtol: float = Field(1e-3, ge=0, lt=1)
    """The error allowed, as a share of the answer."""
    atol: float = Field(1e-9, ge=0)
    """The error that is always allowed."""
    unit: Line | None = None
    """What stands behind the field."""
    wrong: Items[WrongNumber] = ()
    """Numbers that people give by mistake; they must be wrong."""


class WrongExpression(Model):
    """An expression that people give by mistake."""

    answer: Line
    """The wrong expression."""
    message: Text
    """What to tell whoever gives it."""


class ExpressionPart(_Part):
    """A formula. Right is whatever equals the answer, however it is written."""

    kind: Literal["expression"]
    """How the part is answered."""
    answer: Line
    """The right formula, such as `exp(-x^2) / (2*sigma)`; `[2*x, 2*y]` for several in order."""
    variables: Items[Name] = ()
    """The names that may stand in it."""
    domain: dict[str, Annotated[tuple[float, float], Field(strict=False)]] = Field(
        default_factory=dict
    )
    """Variables' ranges `[low, high]` where the formulas have to agree; the default is 0.1 to 2."""
    also_at: dict[str, float] = Field(default_factory=dict)
    """Values of variables at which a float of the right size has to come out as well: `{h: 0}`
    refuses a quotient that still divides by h, `{x: 1000}` one that overflows."""
    wrong: Items[WrongExpression] = ()
    """Formulas that people give by mistake; they must be wrong."""

    @model_validator(mode="after")
    def _places_are_of_variables(self) -> Self:
        for name in self.also_at:
            if name not in self.variables:
                raise ValueError(f"also_at: {name!r} is none of the variables")
        for name, (low, high) in self.domain.items():
            if name not in self.variables:
                raise ValueError(f"the domain's {name!r} is none of the variables")
            if not low < high:
                raise ValueError(f"the domain of {name} is empty")
        return self


class WrongCode(Model):
    """Code that people write by mistake."""

    answers: Items[Text] = ()
    """A text for each blank; or give `code`."""
    code: Text = ""
    """The whole program; or give `answers`."""
    message: Text
    """What to tell whoever writes it."""


class CodePart(_Part):
    """Code with blanks to fill, or a whole program to write.

    With `calls` it is run, and right when their values are those of the part's own answer;
    otherwise the texts in the blanks are compared, but for spaces and quotes.
    """

    secret: ClassVar[frozenset[str]] = frozenset(("answers", "solution", "wrong", "explanation"))

    kind: Literal["code"]
    """How the part is answered."""
    code: Text = Field(min_length=1)
    """Python with a `[???]` for each blank; without blanks it is what the candidate starts from."""
    answers: Items[Text | Items[Text]] = ()
    """The text of each blank, in order; a list where several are right, the best first."""
    solution: Python | None = None
    """Where there are no blanks: the whole program."""
    setup: Python = ""
    """Code that runs before it, in the same namespace."""
    calls: Items[Expression] = Field((), max_length=50)
    """Expressions to evaluate after it; their values have to be those of the part's own answer."""
    imports: Items[str] = ("numpy", "math")
    """Modules that may be imported."""
    compare: Compare = Compare()
    """When a call's value is right."""
    time_s: float = Field(2.0, gt=0, le=10)
    """CPU seconds; loading SymPy takes 0.3, autograd 0.02."""
    wrong: Items[WrongCode] = ()
    """What people write by mistake; it must be wrong."""

    @property
    def blanks(self) -> int:
        """How many blanks the code has."""
        return self.code.count(BLANK)

    @property
    def accepted(self) -> tuple[tuple[str, ...], ...]:
        """The right texts of each blank."""
        return tuple((text,) if isinstance(text, str) else text for text in self.answers)

    def filled(self, texts: tuple[str, ...]) -> str:
        """The program with the blanks filled; lines after the first are indented as the blank is.

        Needs a text for each blank.
        """
        pieces = self.code.split(BLANK)
        program = pieces[0]
        for text, piece in zip(texts, pieces[1:], strict=True):
            line = program.rpartition("\n")[2]
            indent = re.match(r"\s*", line)
            program += text.strip().replace("\n", "\n" + (indent.group() if indent else ""))
            program += piece
        return program

    @property
    def reference(self) -> str:
        """The whole program that the part's own answer makes."""
        if self.solution is not None:
            return self.solution
        return self.filled(tuple(texts[0] for texts in self.accepted))

    @model_validator(mode="after")
    def _answers_fit(self) -> Self:
        if self.blanks and self.solution is not None:
            raise ValueError("code with blanks takes `answers`, not a `solution`")
        if not self.blanks and (self.solution is None or not self.calls or self.answers):
            raise ValueError("code without blanks needs a `solution` and `calls`, no `answers`")
        if len(self.answers) != self.blanks or not all(self.accepted):
            raise ValueError(f"{len(self.answers)} answers for {self.blanks} blanks")
        for wrong in self.wrong:
            if bool(wrong.code) == bool(wrong.answers) or bool(wrong.code) == bool(self.blanks):
                raise ValueError("a wrong one has `answers` where there are blanks, else `code`")
            if wrong.answers and len(wrong.answers) != self.blanks:
                raise ValueError(f"a wrong one has a text for each of the {self.blanks} blanks")
        try:
            compile(self.reference, "code", "exec")
        except (SyntaxError, ValueError) as error:
            raise ValueError(f"with its own answers it is not Python: {error}") from None
        return self


class FreePart(_Part):
    """An answer in words, which one marks oneself beside the model answer."""

    secret: ClassVar[frozenset[str]] = frozenset(("answer", "rubric", "explanation"))

    kind: Literal["free"]
    """How the part is answered."""
    answer: Text = Field(min_length=1)
    """The model answer; Markdown."""
    rubric: Items[Line] = ()
    """What a good answer mentions, point by point."""


Part = Annotated[
    ChoicePart | TrueFalsePart | NumberPart | ExpressionPart | CodePart | FreePart,
    Field(discriminator="kind"),
]


class Question(Model):
    """A question: what is given, and its parts."""

    kind: Literal["question"]
    """What kind of document this is."""
    id: Slug
    """The file's name without `.yaml`."""
    number: int = Field(ge=1, le=1_000_000)
    """Its number among the questions."""
    title: Line
    """What the catalogue calls it."""
    difficulty: Difficulty
    """easy, medium or hard."""
    topics: Items[Slug] = Field(min_length=1)
    """The subjects that it belongs to."""
    tags: Items[Slug] = ()
    """Finer words to search for."""
    minutes: int | None = Field(None, ge=1, le=600)
    """How long it takes."""
    asked_at: Items[Line] = ()
    """Where it is asked."""
    text: Text = ""
    """What is given for all parts; Markdown with $TeX$."""
    figures: Items[Figure] = ()
    """What the texts place."""
    parts: Items[Part] = Field(min_length=1, max_length=30)
    """What is asked, in order."""
    resources: Items[Resource] = ()
    """What to read."""

    def candidate_view(self) -> dict[str, Any]:
        """What may be seen before anything is answered."""
        view = self.model_dump(mode="json", exclude={"parts"})
        return view | {"parts": [part.candidate_view() for part in self.parts]}
