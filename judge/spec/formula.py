"""Formulas as people type them: a strict grammar, read into a tree, and evaluated in floats.

Theory of operation
-------------------
No text of a candidate is ever given to `eval` or to SymPy's parser. It is cut into tokens and read
by recursive descent into nested tuples; what is no number, operator, listed function or variable
of the part is refused with its place. Evaluation walks the tree with real floats: where a value
does not exist or is no real number it is NaN, and nothing takes longer than the formula is long.

    formula := sum ("," sum)* | "[" sum ("," sum)* "]" | "(" sum ("," sum)+ ")"
    sum     := ["+" | "-"] product (("+" | "-") product)*
    product := power (("*" | "/" | nothing) power)*
    power   := atom [("^" | "**") ["+" | "-"] power]
    atom    := number | name | function "(" sum ("," sum)* ")" | "(" sum ")" | "|" sum "|"
"""

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Tree = tuple[Any, ...]
"""("number", text), ("name", name), ("call", function, trees) or (operator, left, right)."""

MAX_LENGTH = 500
_MAX_DEPTH = 60
_MAX_PARTS = 20

_WRITTEN = str.maketrans(
    {"−": "-", "–": "-", "×": "*", "·": "*", "⋅": "*", "÷": "/", "π": " pi ", "∞": " oo ",
     "α": " alpha ", "β": " beta ", "γ": " gamma ", "δ": " delta ", "ε": " epsilon ",
     "η": " eta ", "θ": " theta ", "λ": " lambda ", "μ": " mu ", "ρ": " rho ", "σ": " sigma ",
     "τ": " tau ", "φ": " phi ", "ω": " omega "}
)  # fmt: skip
_TOKEN = re.compile(
    r"\s*(?:(?P<number>(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?)|(?P<name>[A-Za-z_]\w*)"
    r"|(?P<sign>\*\*|[-+*/^()\[\],|]))",
    re.ASCII,
)
_CONSTANTS = {
    "pi": math.pi, "e": math.e, "E": math.e, "oo": math.inf, "inf": math.inf, "infinity": math.inf
}  # fmt: skip


def _sigmoid(x: float) -> float:
    small = math.exp(-abs(x))
    return (1.0 if x >= 0 else small) / (1.0 + small)


def _sign(x: float) -> float:
    return x if math.isnan(x) else float((x > 0) - (x < 0))


def _log(x: float, base: float = math.e) -> float:
    if x == 0:
        return -math.inf
    return math.log(x) if base == math.e else math.log(x) / math.log(base)


_FUNCTIONS: dict[str, tuple[Callable[..., float], int, int]] = {
    # name: (function, least and most arguments)
    **{name: (getattr(math, name), 1, 1) for name in
       ("sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh", "asinh", "acosh",
        "atanh", "exp", "sqrt", "log2", "log10", "erf", "floor", "ceil")},
    "log": (_log, 1, 2), "ln": (_log, 1, 1), "abs": (abs, 1, 1), "sign": (_sign, 1, 1),
    "sec": (lambda x: 1 / math.cos(x), 1, 1), "csc": (lambda x: 1 / math.sin(x), 1, 1),
    "cot": (lambda x: 1 / math.tan(x), 1, 1), "sigmoid": (_sigmoid, 1, 1),
    "relu": (lambda x: max(x, 0.0), 1, 1), "min": (min, 2, 5), "max": (max, 2, 5),
    "factorial": (lambda x: math.gamma(x + 1), 1, 1), "gamma": (math.gamma, 1, 1),
}  # fmt: skip
_ALSO = {"arcsin": "asin", "arccos": "acos", "arctan": "atan", "arcsinh": "asinh",
         "arccosh": "acosh", "arctanh": "atanh", "artanh": "atanh", "sgn": "sign"}  # fmt: skip
FUNCTIONS = tuple(sorted(_FUNCTIONS))


class FormulaError(ValueError):
    """A text that is no formula; the message says where and why, for who typed it."""


@dataclass(frozen=True)
class Formula:
    """One tree, or several in order where `several`."""

    trees: tuple[Tree, ...]
    several: bool


def parse_formula(text: str, variables: Sequence[str] = ()) -> Formula:
    """Read a formula over some variables. Raises FormulaError."""
    if len(text) > MAX_LENGTH:
        raise FormulaError(f"longer than {MAX_LENGTH} characters")
    if "=" in text:
        raise FormulaError("write only what stands on the right of the equals sign")
    return _Parser(text.translate(_WRITTEN), variables).formula()


class _Parser:
    def __init__(self, text: str, variables: Sequence[str]) -> None:
        self._tokens: list[tuple[str, str]] = []
        self._variables = variables
        self._depth = 0
        position = 0
        end = len(text.rstrip())
        while position < end:
            match = _TOKEN.match(text, position)
            if match is None:
                rest = text[position:].strip()
                raise FormulaError(f"unexpected {rest[:1]!r} before {rest[1:11]!r}")
            self._tokens.append((str(match.lastgroup), match.group(str(match.lastgroup))))
            position = match.end()
        self._tokens.append(("end", "the end"))
        self._at = 0

    def formula(self) -> Formula:
        if self._peek("["):
            self._next()
            trees = self._list("]")
            several = True
        else:
            # "(a, b)" and "(a + b) * c" begin alike: try the first, then start anew.
            pair = self._pair()
            trees = pair or self._list("the end", close=False)
            several = len(trees) > 1
        if self._tokens[self._at][0] != "end":
            raise FormulaError(f"unexpected {self._tokens[self._at][1]!r} after the formula")
        return Formula(tuple(trees), several)

    def _pair(self) -> list[Tree] | None:
        if not self._peek("("):
            return None
        self._next()
        trees = self._list(")", close=False)
        if len(trees) > 1:
            self._expect(")")
            return trees
        self._at = 0
        return None

    def _list(self, end: str, close: bool = True) -> list[Tree]:
        trees = [self._sum()]
        while self._peek(","):
            self._next()
            trees.append(self._sum())
            if len(trees) > _MAX_PARTS:
                raise FormulaError(f"more than {_MAX_PARTS} parts")
        if close:
            self._expect(end)
        return trees

    def _sum(self) -> Tree:
        self._depth += 1
        if self._depth > _MAX_DEPTH:
            raise FormulaError("nested too deeply")
        sign = self._next() if self._peek("+", "-") else "+"
        tree = self._product()
        if sign == "-":
            tree = ("-", ("number", "0"), tree)
        while self._peek("+", "-"):
            operator = self._next()
            tree = (operator, tree, self._product())
        self._depth -= 1
        return tree

    def _product(self) -> Tree:
        tree = self._power()
        while True:
            if self._peek("*", "/"):
                operator = self._next()
                # A sign may follow: 2 * -x.
                negative = self._peek("-")
                if self._peek("+", "-"):
                    self._next()
                right = self._power()
                right = ("-", ("number", "0"), right) if negative else right
                tree = (operator, tree, right)
            elif self._tokens[self._at][0] == "name" or self._peek("("):
                tree = ("*", tree, self._power())  # 2x, 2(x + 1)
            else:
                return tree

    def _power(self) -> Tree:
        self._depth += 1
        if self._depth > _MAX_DEPTH:
            raise FormulaError("nested too deeply")
        tree = self._atom()
        if self._peek("^", "**"):
            self._next()
            sign = self._next() if self._peek("+", "-") else "+"
            exponent = self._power()
            tree = ("^", tree, ("-", ("number", "0"), exponent) if sign == "-" else exponent)
        self._depth -= 1
        return tree

    def _atom(self) -> Tree:
        kind, text = self._tokens[self._at]
        if kind == "number":
            self._next()
            return ("number", text)
        if kind == "name":
            return self._named(self._next())
        if self._peek("("):
            self._next()
            tree = self._sum()
            self._expect(")")
            return tree
        if self._peek("|"):
            self._next()
            tree = self._sum()
            self._expect("|")
            return ("call", "abs", (tree,))
        what = "at the end" if kind == "end" else f"instead of {text!r}"
        raise FormulaError(f"a number, a name or a bracket is missing {what}")

    def _named(self, name: str) -> Tree:
        if name in self._variables or (name in _CONSTANTS and not self._peek("(")):
            return ("name", name)
        function = _ALSO.get(name, name)
        if function in _FUNCTIONS:
            if not self._peek("("):
                raise FormulaError(f"write {name} with brackets: {name}(...)")
            self._next()
            arguments = self._list(")")
            _, least, most = _FUNCTIONS[function]
            if not least <= len(arguments) <= most:
                raise FormulaError(f"{name} does not take {len(arguments)} arguments")
            return ("call", function, tuple(arguments))
        if name in _CONSTANTS:
            return ("name", name)
        if all(letter in self._variables for letter in name):
            raise FormulaError(f"{name[:40]!r} is no name here: write {'*'.join(name[:20])}")
        names = ", ".join(self._variables) or "none"
        raise FormulaError(f"{name[:40]!r} is neither a function nor a variable ({names})")

    def _peek(self, *signs: str) -> bool:
        kind, text = self._tokens[self._at]
        return kind == "sign" and text in signs

    def _next(self) -> str:
        self._at += 1
        return self._tokens[self._at - 1][1]

    def _expect(self, sign: str) -> None:
        if not self._peek(sign):
            raise FormulaError(f"{sign!r} is missing before {self._tokens[self._at][1]!r}")
        self._next()


def evaluate(tree: Tree, values: Mapping[str, float]) -> float:
    """A tree's real value; NaN where there is none. Infinities are values."""
    try:
        return _evaluate(tree, values)
    except (ArithmeticError, ValueError):
        return math.nan


def _evaluate(tree: Tree, values: Mapping[str, float]) -> float:
    match tree:
        case ("number", text):
            return float(text)
        case ("name", name):
            return values[name] if name in values else _CONSTANTS[name]
        case ("call", function, arguments):
            return float(_FUNCTIONS[function][0](*(_evaluate(a, values) for a in arguments)))
        case (operator, left, right):
            return _apply(operator, _evaluate(left, values), _evaluate(right, values))
    raise AssertionError(tree)


def _apply(operator: str, left: float, right: float) -> float:
    match operator:
        case "+":
            return left + right
        case "-":
            return left - right
        case "*":
            return left * right
        case "/":
            return left / right
    result = left**right
    return result if isinstance(result, float) else math.nan  # a negative number's root
