"""A problem's rules, looked for before the code runs and enforced while it does."""

import builtins
import ctypes
from typing import Any

import pytest

from judge.cell.rules import ForbiddenError, check_rules, enforce

IMPORTS = ["numpy", "math"]
FORBID = ["numpy.gradient", "numpy.linalg.inv", "scipy"]


def breach(source: str) -> tuple[int, str] | None:
    found = check_rules(source, compile(source, "s", "exec"), IMPORTS, FORBID)
    return (found.line, found.rule) if found else None


@pytest.mark.parametrize(
    "source",
    [
        "import numpy as np\nx = np.sum([1])",
        "import numpy.linalg\nfrom numpy.linalg import solve\nimport math",
        "gradient = 3\nprint(gradient)",
        "class A:\n    def gradient(self): return self.inv",
        "x.gradient(1)",
        "",
    ],
)
def test_what_is_allowed(source: str) -> None:
    assert breach(source) is None


@pytest.mark.parametrize(
    ("source", "line", "rule"),
    [
        ("import os", 1, "import of os"),
        ("x = 1\nimport numpy, os.path as p", 2, "import of os.path"),
        ("def f():\n    def g():\n        from os import path", 3, "import of os"),
        ("from . import x", 1, "relative"),
        ("import numpyx", 1, "import of numpyx"),
        ("import numpy as np\n\nnp.gradient(1)", 3, "numpy.gradient"),
        ("import numpy\nnumpy.gradient", 2, "numpy.gradient"),
        ("import numpy as zz\nf = lambda: zz.linalg.inv(1)", 2, "numpy.linalg.inv"),
        ("import numpy.linalg as la\nla.inv(1)", 2, "numpy.linalg.inv"),
        ("from numpy.linalg import inv as i\ni(1)", 1, "numpy.linalg.inv"),
        ("from numpy import linalg\nlinalg.inv", 2, "numpy.linalg.inv"),
        ("np.gradient(1)", 1, "numpy.gradient"),
    ],
)
def test_what_is_not_allowed_is_named_with_its_line(source: str, line: int, rule: str) -> None:
    found = breach(source)
    assert found is not None
    assert found[0] == line
    assert rule in found[1]


def test_an_import_behind_many_names_is_seen() -> None:
    names = "\n".join(f"name{i} = {i}" for i in range(400))
    found = breach(f"{names}\nimport os")
    assert found is not None
    assert found[0] == 401


def enforced() -> dict[str, Any]:
    """A namespace for code under the rules."""
    space: dict[str, Any] = {}
    enforce(space, dict(vars(builtins)), IMPORTS, [])
    return space


def test_what_is_written_in_c_may_import_what_it_needs() -> None:
    # As Python 3.13 does to warn: by the import of whoever is running.
    load = ctypes.pythonapi.PyImport_ImportModule
    load.restype, load.argtypes = ctypes.py_object, [ctypes.c_char_p]
    space = enforced() | {"load": load}
    exec("module = load(b'fractions')", space)
    assert space["module"].Fraction(1, 2)


def test_who_imports_as_c_does_gets_nothing_to_use() -> None:
    space = enforced()
    exec("module = __import__('os', {}, {}, [])", space)
    assert space["module"] is None
    with pytest.raises(ForbiddenError):
        exec("__import__('os', {}, {}, ['path'])", space)
    with pytest.raises(ForbiddenError):
        exec("__import__('os')", space)
