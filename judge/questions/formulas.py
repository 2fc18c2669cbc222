"""Whether two formulas are equal.

Values at points of the variables' ranges decide wherever they can: quick, and safe in the service.
Where they are close and not alike, or do not exist, SymPy decides in a cell.
"""

import math
import random

from judge.questions.grade import GradingError
from judge.runner import Batch, Call, CellPool, Job, Limits
from judge.spec.formula import Formula, Tree, evaluate
from judge.spec.question import ExpressionPart

_POINTS = 24
_ENOUGH = 6
_ALIKE, _APART = 1e-9, 1e-4
_RANGE = (0.1, 2.0)
# Loading SymPy takes most of a second; simplifying what is left, seldom more than that.
_LIMITS = Limits(cpu_seconds=8.0, memory_bytes=512 << 20)

_ALGEBRA = """
import sympy

NAMES = {"pi": sympy.pi, "e": sympy.E, "E": sympy.E,
         "oo": sympy.oo, "inf": sympy.oo, "infinity": sympy.oo}
FUNCTIONS = {
    "abs": sympy.Abs, "max": sympy.Max, "min": sympy.Min, "ceil": sympy.ceiling,
    "relu": lambda x: sympy.Max(x, 0), "sigmoid": lambda x: 1 / (1 + sympy.exp(-x)),
    "ln": sympy.log,
    "log2": lambda x: sympy.log(x, 2), "log10": lambda x: sympy.log(x, 10),
}
OPERATORS = {
    "+": lambda a, b: a + b, "-": lambda a, b: a - b, "*": lambda a, b: a * b,
    "/": lambda a, b: a / b, "^": lambda a, b: a ** b,
}

def build(program, symbols):
    stack = []
    for kind, value, count in program:
        if kind == "number":
            stack.append(sympy.Rational(value))
        elif kind == "name":
            stack.append(symbols.get(value, NAMES.get(value)))
        else:
            arguments = stack[len(stack) - count:]
            del stack[len(stack) - count:]
            function = OPERATORS.get(value) or FUNCTIONS.get(value) or getattr(sympy, value)
            stack.append(function(*arguments))
    return stack.pop()

def is_equal(left, right, variables):
    symbols = {name: sympy.Symbol(name, positive=positive, real=True)
               for name, positive in variables}
    difference = build(left, symbols) - build(right, symbols)
    return bool(difference == 0 or sympy.simplify(difference) == 0)
"""


def is_equal(given: Formula, wanted: Formula, part: ExpressionPart, pool: CellPool) -> bool:
    """Whether the formulas agree, part by part in order, over the part's ranges."""
    if len(given.trees) != len(wanted.trees):
        return False
    pairs = zip(given.trees, wanted.trees, strict=True)
    return all(_is_equal(left, right, part, pool) for left, right in pairs)


def has_values(given: Formula, wanted: Formula, part: ExpressionPart) -> bool:
    """Whether the formula comes to the right floats where the part asks for it besides."""
    if not part.also_at:
        return True
    values = _choose(random.Random(0), part) | part.also_at
    for left, right in zip(given.trees, wanted.trees, strict=True):
        value = evaluate(right, values)
        if not abs(evaluate(left, values) - value) <= _ALIKE * max(abs(value), 1e-3):
            return False  # by far off, or NaN: there is no value
    return True


def _choose(points: random.Random, part: ExpressionPart) -> dict[str, float]:
    return {v: points.uniform(*part.domain.get(v, _RANGE)) for v in part.variables}


def _is_equal(given: Tree, wanted: Tree, part: ExpressionPart, pool: CellPool) -> bool:
    by_values = _compare_values(given, wanted, part)
    return by_values if by_values is not None else _compare_algebra(given, wanted, part, pool)


def _compare_values(given: Tree, wanted: Tree, part: ExpressionPart) -> bool | None:
    """Whether they agree wherever the wanted one has a value; None where that decides nothing."""
    points = random.Random(0)
    alike = compared = 0
    for _ in range(_POINTS if part.variables else 1):
        values = _choose(points, part)
        right = evaluate(wanted, values)
        if math.isnan(right):
            continue
        left = evaluate(given, values)
        compared += 1
        if left == right:
            alike += 1
            continue
        if math.isinf(left) or math.isinf(right):
            return False
        error = abs(left - right)  # NaN where only the given one has no value
        if error <= _ALIKE * max(abs(right), 1e-3):
            alike += 1
        elif math.isnan(error) or error > _APART * max(abs(right), 1e-3):
            return False
    return True if alike == compared >= (_ENOUGH if part.variables else 1) else None


def _compare_algebra(given: Tree, wanted: Tree, part: ExpressionPart, pool: CellPool) -> bool:
    left, right = _program(given), _program(wanted)
    variables = [(name, part.domain.get(name, _RANGE)[0] > 0) for name in part.variables]
    batch = Batch(
        [Call({"left": left, "right": right, "variables": variables})],
        call="is_equal(left, right, variables)",
        function="is_equal",
    )
    outcome = pool.run(Job(_ALGEBRA, (batch,), _LIMITS))
    if outcome.failure is not None:
        raise GradingError(f"SymPy cannot be used: {outcome.failure.fault.message}")
    answer = outcome.answers[0] if outcome.answers else None
    # What cannot be proved in time, or at all, is not equal: the values have not shown it either.
    return answer is not None and answer.fault is None and answer.value is True


def _program(tree: Tree) -> list[tuple[str, str, int]]:
    """The tree in postfix order: (what, which, how many arguments)."""
    match tree:
        case ("number" | "name" as kind, text):
            return [(kind, text, 0)]
        case ("call", function, arguments):
            parts = [step for argument in arguments for step in _program(argument)]
            return [*parts, ("call", function, len(arguments))]
        case (operator, left, right):
            return [*_program(left), *_program(right), ("call", operator, 2)]
    raise AssertionError(tree)
