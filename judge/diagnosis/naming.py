"""Say what a number is in the problem's own words: `n`, `1/n`, `2/n`, `lr`, ln 2."""

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from judge.diagnosis.given import Given
from judge.diagnosis.judged import Judged

# What usually goes wrong by a constant: (value, in words).
_CONSTANTS = (
    (1.0, "1"), (2.0, "2"), (0.5, "1/2"), (3.0, "3"), (1 / 3, "1/3"), (4.0, "4"), (0.25, "1/4"),
    (1.5, "3/2"), (2 / 3, "2/3"), (6.0, "6"), (1 / 6, "1/6"), (8.0, "8"), (1 / 8, "1/8"),
    (10.0, "10"), (0.1, "1/10"), (100.0, "100"), (0.01, "1/100"), (1000.0, "1000"),
    (math.log(2), "ln 2"), (1 / math.log(2), "1/ln 2"), (math.log(10), "ln 10"),
    (1 / math.log(10), "1/ln 10"), (math.pi, "pi"), (1 / math.pi, "1/pi"), (2 * math.pi, "2 pi"),
    (0.5 / math.pi, "1/(2 pi)"), (math.pi / 180, "pi/180"), (180 / math.pi, "180/pi"),
    (math.sqrt(2), "sqrt(2)"), (math.sqrt(0.5), "1/sqrt(2)"),
    (math.sqrt(2 * math.pi), "sqrt(2 pi)"), (1 / math.sqrt(2 * math.pi), "1/sqrt(2 pi)"),
    (math.e, "e"), (1 / math.e, "1/e"),
)  # fmt: skip
_TOLERANCE = 2e-6


@dataclass(frozen=True)
class Named:
    """A number with its name, the name of its reciprocal, and what it is made of."""

    text: str
    inverse: str
    negative: bool
    kind: str
    """`one`, `constant`, `size`, `parameter` or `other`."""


@dataclass(frozen=True)
class _Form:
    """scale * base ** power, in words."""

    scale: float
    power: float
    text: str
    inverse: str

    def of(self, base: float) -> float:
        """The number; infinity where no float holds it."""
        try:
            return float(self.scale * base**self.power)
        except OverflowError:
            return math.inf


_POWERS = (
    _Form(1, 1, "{}", "1/{}"), _Form(1, -1, "1/{}", "{}"),
    _Form(0.5, 1, "{}/2", "2/{}"), _Form(2, -1, "2/{}", "{}/2"),
    _Form(2, 1, "2 {}", "1/(2 {})"), _Form(0.5, -1, "1/(2 {})", "2 {}"),
    _Form(1, 2, "{}^2", "1/{}^2"), _Form(1, -2, "1/{}^2", "{}^2"),
    _Form(1, 0.5, "sqrt({})", "1/sqrt({})"), _Form(1, -0.5, "1/sqrt({})", "sqrt({})"),
)  # fmt: skip


def name_number(
    numbers: Sequence[tuple[float, Judged]], tolerance: float = _TOLERANCE
) -> Named | None:
    """A name that is true of the number in every test; the plainest one. None if there is none."""
    if not numbers:
        return None
    negative = numbers[0][0] < 0
    for number, _ in numbers:
        if not number or not math.isfinite(number) or (number < 0) is not negative:
            return None
    first, test = abs(numbers[0][0]), numbers[0][1]
    for at in _CONSTANT_VALUES.near(first, tolerance):
        value, text = _CONSTANTS[at]
        if _are_constant(numbers, value, tolerance):
            inverse = text[2:] if text.startswith("1/") else f"1/{text}"
            return Named(text, inverse, negative, "one" if value == 1 else "constant")
    forms = test.given.once(_forms)
    for at in forms.values.near(first, tolerance):
        base, form = forms.made[at]
        if _have_form(numbers, base.name, form, tolerance):
            return Named(base.words(form.text), base.words(form.inverse), negative, base.kind)
    return None


def _are_constant(numbers: Sequence[tuple[float, Judged]], value: float, tolerance: float) -> bool:
    for number, _ in numbers:  # noqa: SIM110  a generator takes longer, here and below
        if not abs(abs(number) / value - 1) <= tolerance:
            return False
    return True


def _have_form(
    numbers: Sequence[tuple[float, Judged]], name: str, form: "_Form", tolerance: float
) -> bool:
    """Whether each number is the form of what has that name in its test."""
    for number, test in numbers:
        base = test.given.once(_bases).get(name)
        if base is None or base.value <= 0:
            return False
        if not abs(abs(number) / form.of(base.value) - 1) <= tolerance:
            return False
    return True


@dataclass(frozen=True)
class _Sorted:
    """Positive numbers by size, each with its place in a list."""

    values: list[float]
    places: list[int]

    @classmethod
    def of(cls, numbers: Sequence[float]) -> "_Sorted":
        """The numbers of a list."""
        ordered = sorted((value, place) for place, value in enumerate(numbers))
        return cls([value for value, _ in ordered], [place for _, place in ordered])

    def near(self, number: float, tolerance: float) -> list[int]:
        """The places of those that a number is, up to a relative tolerance; in order."""
        begin = bisect_left(self.values, number / (1 + tolerance))
        end = bisect_right(self.values, number / (1 - tolerance), begin)
        return sorted(self.places[begin:end])


_CONSTANT_VALUES = _Sorted.of([value for value, _ in _CONSTANTS])


@dataclass(frozen=True)
class _Forms:
    """All numbers of a test that have a name, the plainest first, with how they are made."""

    values: _Sorted
    made: list[tuple["_Base", _Form]]


def _forms(given: Given) -> _Forms:
    made = [
        (base, form)
        for base in given.once(_bases).values()
        if base.value > 0
        for form in (_POWERS if base.is_plain else _POWERS[:2])
    ]
    values = _Sorted.of([form.of(base.value) for base, form in made])
    return _Forms(values, made)


@dataclass(frozen=True)
class _Base:
    """A number of a test that has a name."""

    name: str
    value: float
    kind: str
    inverse: str = ""
    """Of a quotient, the other way up."""

    @property
    def is_plain(self) -> bool:
        """Whether it is one size or one parameter."""
        return " " not in self.name and not self.inverse

    def words(self, form: str) -> str:
        """The number under a form."""
        if self.inverse:
            return self.name if form == "{}" else self.inverse
        if form == "{}" or " " not in self.name:
            return form.format(self.name)
        return form.format(f"({self.name})")


def _bases(given: Given) -> dict[str, _Base]:
    """The numbers of a test that have a name, by that; the plainest first."""
    found: dict[str, _Base] = {}
    for base in _every_base(given):
        found.setdefault(base.name, base)
    return found


def _every_base(given: Given) -> Iterator[_Base]:
    sizes = {name: float(size) for name, size in given.dims.items() if size > 0}
    scalars = given.scalars
    for name, size in sizes.items():
        yield _Base(name, size, "size")
    for name, value in scalars.items():
        yield _Base(name, value, "parameter")
    for name, size in sizes.items():
        if size > 1:
            yield _Base(f"{name} - 1", size - 1, "other")
            yield _Base(f"({name} - 1)/{name}", (size - 1) / size, "other", f"{name}/({name} - 1)")
    for name, value in scalars.items():
        yield _Base(f"1 - {name}", 1 - value, "other")
        yield _Base(f"1 + {name}", 1 + value, "other")
    names = list(sizes)
    for i, left in enumerate(names):
        for right in names[i + 1 :]:
            yield _Base(f"{left} {right}", sizes[left] * sizes[right], "other")
            quotient = sizes[left] / sizes[right]
            yield _Base(f"{left}/{right}", quotient, "other", f"{right}/{left}")
