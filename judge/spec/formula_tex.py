"""Formulas as TeX, so that who typed one sees how it was understood."""

from judge.spec.formula import Formula, Tree

_SUM, _PRODUCT, _POWER, _ATOM = range(4)
"""How tightly a piece of TeX holds together."""

_GREEK = frozenset(
    ("alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "kappa", "lambda", "mu",
     "nu", "xi", "pi", "rho", "sigma", "tau", "phi", "chi", "psi", "omega")
)  # fmt: skip
_INFINITY = frozenset(("oo", "inf", "infinity"))
# TeX has a command for each.
_NAMED = frozenset(
    ("sin", "cos", "tan", "sec", "csc", "cot", "sinh", "cosh", "tanh", "log", "ln", "min", "max")
)
_OTHER = {
    "asin": r"\arcsin", "acos": r"\arccos", "atan": r"\arctan", "gamma": r"\Gamma",
    "log2": r"\log_{2}", "log10": r"\log_{10}",
}  # fmt: skip
_AROUND = {
    "sqrt": (r"\sqrt{", "}"), "abs": (r"\left|", r"\right|"),
    "floor": (r"\left\lfloor ", r"\right\rfloor"),
    "ceil": (r"\left\lceil ", r"\right\rceil"), "exp": ("e^{", "}"),
}  # fmt: skip


def to_tex(formula: Formula) -> str:
    """The formula in TeX: its value is the same, its form is as close as typing allows."""
    parts = [_tex(tree)[0] for tree in formula.trees]
    if not formula.several:
        return parts[0]
    return r"\left[" + r",\; ".join(parts) + r"\right]"


def _tex(tree: Tree) -> tuple[str, int]:
    match tree:
        case ("number", text):
            return _number(text)
        case ("name", name):
            return _name(name), _ATOM
        case ("call", function, arguments):
            return _call(function, arguments)
        case ("-", ("number", "0"), right):
            return "-" + _within(right, _PRODUCT), _SUM
        case ("+" | "-" as operator, left, right):
            # A minus turns the signs of a sum behind it.
            needed = _PRODUCT if operator == "-" else _SUM
            return f"{_within(left, _SUM)} {operator} {_signed(right, needed)}", _SUM
        case ("*", left, right):
            return _product(left, right), _PRODUCT
        case ("/", left, right):
            return rf"\frac{{{_tex(left)[0]}}}{{{_tex(right)[0]}}}", _PRODUCT
        case ("^", base, exponent):
            return f"{_within(base, _ATOM)}^{{{_tex(exponent)[0]}}}", _POWER
    raise AssertionError(tree)


def _within(tree: Tree, least: int) -> str:
    tex, holds = _tex(tree)
    return tex if holds >= least else rf"\left({tex}\right)"


def _signed(tree: Tree, least: int) -> str:
    """A right side; one that begins with a minus stands in brackets, whatever comes before it."""
    tex, holds = _tex(tree)
    return tex if holds >= least and not tex.startswith("-") else rf"\left({tex}\right)"


def _product(left: Tree, right: Tree) -> str:
    first, second = _within(left, _PRODUCT), _within(right, _PRODUCT)
    # A name before a bracket would be read as a function.
    applied = second.startswith(r"\left(") and first[-1].isalpha()
    touching = applied or second[0].isdigit() or second.startswith(r"\frac{")
    return f"{first} \\cdot {second}" if touching else f"{first}\\,{second}"


def _number(text: str) -> tuple[str, int]:
    digits, _, power = text.lower().partition("e")
    if not power:
        return digits, _ATOM
    return rf"{digits} \cdot 10^{{{int(power)}}}", _PRODUCT


def _name(name: str) -> str:
    if name in _INFINITY:
        return r"\infty"
    if name == "E":
        return "e"
    stem, _, index = name.partition("_")
    if not index:
        bare = name.rstrip("0123456789")
        stem, index = bare, name[len(bare) :]
    stem = rf"\{stem}" if stem in _GREEK else _letters(stem)
    return f"{stem}_{{{_letters(index)}}}" if index else stem


def _letters(text: str) -> str:
    if len(text) == 1 or text.isdigit():
        return text
    return r"\mathrm{" + text.replace("_", r"\_") + "}"


def _call(function: str, arguments: tuple[Tree, ...]) -> tuple[str, int]:
    if function in _AROUND:
        before, after = _AROUND[function]
        return before + _tex(arguments[0])[0] + after, _POWER if function == "exp" else _ATOM
    if function == "factorial":
        return _within(arguments[0], _ATOM) + "!", _POWER
    if function == "log" and len(arguments) == 2:
        return rf"\log_{{{_tex(arguments[1])[0]}}}{_brackets(arguments[:1])}", _ATOM
    if function in _NAMED:
        return rf"\{function}{_brackets(arguments)}", _ATOM
    name = _OTHER.get(function, rf"\operatorname{{{function}}}")
    return name + _brackets(arguments), _ATOM


def _brackets(arguments: tuple[Tree, ...]) -> str:
    return r"\left(" + ", ".join(_tex(tree)[0] for tree in arguments) + r"\right)"
