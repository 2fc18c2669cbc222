"""Formulas as TeX: what was typed keeps its meaning."""

import pytest

from judge.spec.formula import parse_formula
from judge.spec.formula_tex import to_tex

VARIABLES = ("x", "h", "a", "b", "c", "mu", "x1", "w_0")


@pytest.mark.parametrize(
    ("text", "tex"),
    [
        ("((x + h)^3 - x^3)/h", r"\frac{\left(x + h\right)^{3} - x^{3}}{h}"),
        ("-x^2", "-x^{2}"),
        ("(-x)^2", r"\left(-x\right)^{2}"),
        ("a - (b - c)", r"a - \left(b - c\right)"),
        ("a - b - c", "a - b - c"),
        ("a*(b + c)", r"a \cdot \left(b + c\right)"),
        ("2*-x", r"2\,\left(-x\right)"),
        ("(a/b)^2", r"\left(\frac{a}{b}\right)^{2}"),
        ("2^3^2", "2^{3^{2}}"),
        ("(2^3)^2", r"\left(2^{3}\right)^{2}"),
        ("exp(x)^2", r"\left(e^{x}\right)^{2}"),
        ("2*3", r"2 \cdot 3"),
        ("mu*x", r"\mu\,x"),
        ("1e-5", r"1 \cdot 10^{-5}"),
        ("x1 + w_0", "x_{1} + w_{0}"),
        ("log(x, 2) + |x|", r"\log_{2}\left(x\right) + \left|x\right|"),
        ("sigmoid(x)", r"\operatorname{sigmoid}\left(x\right)"),
        ("[2x, 3]", r"\left[2\,x,\; 3\right]"),
        ("oo", r"\infty"),
    ],
)
def test_a_formula_is_set_with_the_brackets_that_it_needs(text: str, tex: str) -> None:
    assert to_tex(parse_formula(text, VARIABLES)) == tex
