"""Mutants: the mistakes that are made, and what stays as it was."""

import ast
import textwrap

import pytest

from judge.gate.mutants import Mutant, mutants


def of(body: str, arguments: str = "x, y, n") -> list[Mutant]:
    code = f"import numpy as np\n\n\ndef f({arguments}):\n"
    return mutants(code + textwrap.indent(textwrap.dedent(body).strip("\n"), "    ") + "\n", "f")


def afters(body: str, kind: str, arguments: str = "x, y, n") -> set[str]:
    return {mutant.after for mutant in of(body, arguments) if mutant.kind == kind}


@pytest.mark.parametrize(
    ("body", "kind", "wanted"),
    [
        ("return x - y", "operands-swapped", "return y - x"),
        ("return x - y", "subtract-to-add", "return x + y"),
        ("return x - y", "sign-flipped", "return -(x - y)"),
        ("return -x", "sign-dropped", "return x"),
        ("return n - x * y", "multiply-to-add", "return n - (x + y)"),
        ("return n - x * y", "factor-dropped", "return n - x"),
        ("return x.T @ (x - y) / n", "divisor-dropped", "return x.T @ (x - y)"),
        ("return x.T @ (x - y) / n", "transpose-dropped", "return x @ (x - y) / n"),
        ("return X @ x", "transpose-added", "return X.T @ x"),
        ("return X @ x", "matmul-to-multiply", "return X * x"),
        ("return (x + y)**2", "power-dropped", "return (x + y)"),
        ("return 2 * x", "constant-changed", "return 1 * x"),
        ("return 0.5 * x", "constant-changed", "return 1.0 * x"),
        ("return x + 1e-8", "eps-dropped", "return x + 0.0"),
        ("return x + y", "term-dropped", "return x"),
        ("return x.sum(axis=0)", "axis-changed", "return x.sum(axis=1)"),
        ("return x.sum(axis=0)", "axis-dropped", "return x.sum()"),
        ("return np.sum(x, 1)", "axis-dropped", "return np.sum(x)"),
        ("return x.max(axis=1, keepdims=True)", "keepdims-dropped", "return x.max(axis=1)"),
        ("return x.max(keepdims=True, axis=1)", "keepdims-dropped", "return x.max(axis=1)"),
        ("return np.mean(x)", "function-swapped", "return np.sum(x)"),
        ("return np.maximum(0, x)", "function-swapped", "return np.minimum(0, x)"),
        ("return np.abs(x)", "abs-dropped", "return x"),
        ("return np.clip(x, 0, 1)", "clip-dropped", "return x"),
        ("return x.copy()", "copy-dropped", "return x"),
        ("return x[:, None] - y", "axis-not-added", "return x - y"),
        ("return x[1:]", "slice-bound", "return x[:]"),
        ("return x[0]", "index-shifted", "return x[1]"),
        ("return x[::-1]", "reverse-dropped", "return x"),
        ("return np.where(x >= 0, x, y)", "comparison-boundary", "return np.where(x > 0, x, y)"),
        ("return np.where(x >= 0, x, y)", "comparison-flipped", "return np.where(x <= 0, x, y)"),
        ("return np.where(x >= 0, x, y)", "branches-swapped", "return np.where(x >= 0, y, x)"),
        ("if x and y:\n    n = 1\nreturn n", "condition-changed", "if x or y:"),
        ("if x:\n    n = 1\nreturn n", "condition-negated", "if not x:"),
        ("if x:\n    return 0\nreturn n", "guard-deleted", "pass"),
        ("for i in range(n):\n    x[i] += 1\nreturn x", "range-bound", "for i in range(n - 1):"),
        (
            "for i in range(n, -1, -1):\n    x[i] += 1\nreturn x",
            "range-bound",
            "for i in range(n, -2, -1):",
        ),
        ("x += y\nreturn x", "accumulation-dropped", "x = y"),
        ("x -= y\nreturn x", "subtract-to-add", "x += y"),
        ("x = x + y\nreturn x", "statement-deleted", "pass"),
        ("g = 2 * x\ng_hat = g / n\nreturn g", "another-local-returned", "return g_hat"),
        ("return x, y", "results-swapped", "return y, x"),
        ("n, d = X.shape\nreturn n", "sizes-swapped", "d, n = X.shape"),
        ("return x / len(X)", "count-changed", "return x / X.size"),
        ("return np.outer(x, y)", "arguments-swapped", "return np.outer(y, x)"),
    ],
)  # fmt: skip
def test_a_mistake_that_people_make_is_among_the_mutants(body: str, kind: str, wanted: str) -> None:
    assert wanted in afters(body, kind)


LONG = '''
"""A docstring with 2 numbers and x - y in it."""
import numpy as np


def loss(x, y=2):  # größer als 1 — a comment with x * y
    return np.mean((x - y)
                   # half of 2 * x
                   * 0.5)


def f(x, y, n=1):
    s = "é" + f"{x - 1}"; z = (x + y) * -(y)
    if n == 0:
        raise ValueError("n - 1" + str(n - 1))
    return z / (2 * n)
'''.lstrip()


KEPT = (
    "größer als 1 — a comment with x * y",
    '"é" + f"{x - 1}"',
    'raise ValueError("n - 1" + str(n - 1))',
    "A docstring with 2 numbers",
)


def test_everything_but_the_mistake_stays_as_it_was() -> None:
    found = mutants(LONG, "f")
    assert len(found) > 25
    lines = LONG.split("\n")
    for mutant in found:
        changed = mutant.code.split("\n")
        if len(changed) == len(lines):
            differing = [i for i, line in enumerate(lines, 1) if line != changed[i - 1]]
            assert mutant.line == differing[0]
        assert mutant.before.split()[0] in lines[mutant.line - 1]
        for kept in KEPT:
            assert kept in mutant.code or mutant.kind == "guard-deleted"
    assert any("y=1" in mutant.code for mutant in found), "a helper's default counts"
    assert not any("n=0" in mutant.code for mutant in found), "all arguments of f are given"


def test_mutants_are_programs_each_another_one_and_named_once() -> None:
    found = mutants(LONG, "f")
    dumps = [ast.dump(ast.parse(mutant.code)) for mutant in found]
    assert len({*dumps, ast.dump(ast.parse(LONG))}) == len(found) + 1
    assert len({mutant.id for mutant in found}) == len(found)
    assert found == mutants(LONG, "f")


def test_the_same_mistake_on_two_equal_lines_has_two_names() -> None:
    names = [m.id for m in of("x += y\nx += y\nreturn x") if m.kind == "accumulation-dropped"]
    assert names == ["x += y -> x = y", "x += y -> x = y (2)"]


def test_what_is_not_python_has_no_mutants() -> None:
    assert mutants("def f(:\n") == []
    assert mutants("") == []


@pytest.mark.parametrize("terms", [50, 500, 900, 5000])
def test_a_long_or_a_deep_program_does_not_stop_the_making(terms: int) -> None:
    deep = "def f(x):\n    return x" + " + x" * terms + "\n"
    assert len(mutants(deep)) > 20 or terms > 900
    nested = "def f(x):\n    return " + "(" * min(terms, 90) + "-x" + ")" * min(terms, 90) + "\n"
    assert any(mutant.kind == "sign-dropped" for mutant in mutants(nested))


def test_of_a_long_program_mutants_are_made_all_over() -> None:
    lines = "".join(f"    y = y * {n} + x[{n}]\n" for n in range(2, 700))
    found = mutants(f"def f(x):\n    y = 0\n{lines}    return y\n")
    assert 100 < len(found) <= 400
    assert found[-1].line > 500
