"""What goes into a solution and comes out of it: each kind of value, in the gate and in a cell."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from judge import InputError, Published, PublishError, Verdict, judge, publish, run
from judge.runner import Batch, Call, CellPool, Job
from judge.spec import parse_problem

_ALL = 1 << 40


def problem(pool: CellPool, **fields: Any) -> Published:
    """A problem with a function f, proved; `fields` are added or take the place of the usual."""
    given = {
        "kind": "problem", "id": "values", "number": 910, "title": "Values", "difficulty": "easy",
        "topics": ["values"], "statement": "Do it.", "function": "f", "returns": {"type": "any"},
        "starter": "def f(*a): raise NotImplementedError", "limits": {"time_s": 0.5},
        "rules": {"imports": ["numpy", "math", "collections"]},
    } | fields  # fmt: skip
    given["parameters"] = [{"name": n, "type": t, "about": n} for n, t in fields["parameters"]]
    given["returns"] = {"type": fields.get("returns", "any"), "about": "the result"}
    proved = publish(parse_problem(json.dumps(given), "values.yaml"), pool)
    return Published.from_bytes(proved.to_bytes())


def example(**inputs: Any) -> list[dict[str, Any]]:
    return [{"name": "shown", "inputs": inputs}]


def test(**inputs: Any) -> dict[str, Any]:
    return {"name": "hidden", "inputs": inputs}


test.__test__ = False  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("kind", "shown", "hidden", "solution", "wrong"),
    [
        ("float", "nan", "-inf", "x", "0.0"),
        ("int", 3, 10**30, "x + 1", "float(x + 1) if x < 9 else 1"),
        ("bool", True, False, "not x", "int(not x)"),
        ("str", "ab", "naïve", "x[::-1]", "x"),
        ("complex", "1+2j", 3, "x.conjugate()", "x.real"),
        ("int64[n]", [1, 2], [2**62, 1], "x + 1", "(x + 1).astype(float) + 0.5"),
        ("bool[n, m]", [[True, False]], [[False], [True]], "~x", "x"),
        ("complex128[n]", ["1+2j", 4], ["-1j"], "x * 1j", "x.real"),
        ("float32[2]", [1, 2], [0.5, 0.25], "x / 2", "x"),
        ("float64[...]", [[[1.0]]], [], "x * 2.0 + 1.0", "x + 1.0"),
        ("float64[]", 2.0, 7.5, "float(x) * 2", "x + 2.5"),
        ("list[float64[n]]", [[1, 2], [3, 4]], [[5]], "[v[::-1] * 2 for v in x]", "x[::-1]"),
        ("tuple[int, float64[n], str]", [1, [2.0], "a"], [2, [3.0, 4.0], "b"],
         "(x[2], x[1] * x[0])", "(x[1] * x[0], x[2])"),
        ("dict[str, float64[n]]", {"a": [1.0]}, {"b": [2.0], "c": [3.0]},
         "{k: -v for k, v in x.items()}", "{k: v for k, v in x.items()}"),
        ("optional[float64[n]]", None, [1.0], "None if x is None else x + 1", "x"),
        ("any", {"a": [1, None, "s"]}, [[]], "[x, 1]", "[x, 2]"),
    ],
)  # fmt: skip
def test_a_value_goes_in_and_comes_out(
    pool: CellPool, kind: str, shown: Any, hidden: Any, solution: str, wrong: str
) -> None:
    it = problem(
        pool, parameters=[("x", kind)], solution=f"def f(x): return {solution}",
        examples=example(x=shown), tests=[test(x=hidden)],
        wrong=[{"name": "wrong", "verdict": "wrong_answer", "message": "No.",
                "code": f"def f(x): return {wrong}"}],
    )  # fmt: skip
    assert judge(it, it.problem.solution, pool).verdict is Verdict.ACCEPTED
    json.dumps(it.candidate_view(), allow_nan=False)
    own = run(it, it.problem.solution, pool, inputs=[{"x": shown}])
    assert own.verdict is Verdict.ACCEPTED


def test_functions_are_inputs_and_generators_may_make_them(pool: CellPool) -> None:
    it = problem(
        pool, parameters=[("g", "callable"), ("x", "float")], returns="float",
        solution="def f(g, x): return g(x) - g(-x)",
        examples=example(g="lambda x: x ** 3 + 1", x=2),
        tests=[{"name": "powers", "count": 3, "generate":
                "g, x = f'lambda x: np.exp(x * {rng.uniform():.6f}) + {i}', float(rng.normal())"}],
    )  # fmt: skip
    assert judge(it, it.problem.solution, pool).verdict is Verdict.ACCEPTED
    assert judge(it, "def f(g, x): return 2 * g(x)", pool).verdict is Verdict.WRONG_ANSWER
    view = it.candidate_view()["examples"][0]["inputs"]["g"]
    assert view["text"] == "lambda x: x ** 3 + 1"
    own = run(it, "def f(g, x): return 2 * g(x)", pool, inputs=[{"g": view["data"], "x": 1.0}])
    assert own.tests[0].verdict is Verdict.WRONG_ANSWER
    # Another function would run beside the reference solution, and could read it.
    reads = "lambda x: len(str(__import__('sys')._getframe(1).f_code))"
    with pytest.raises(InputError, match="function of the examples"):
        run(it, it.problem.solution, pool, inputs=[{"g": reads, "x": 1.0}])
    assert {case.inputs["g"] for case in it.cases if case.hidden} == {
        case.inputs["g"] for case in it.cases[1:]
    }


def test_a_class_is_tested_through_its_call(pool: CellPool) -> None:
    it = problem(
        pool, function="Counter", parameters=[("steps", "list[int]")], returns="list[int]",
        setup="def drive(made, steps): return [made.add(step) for step in steps]",
        call="drive(Counter(), steps)", starter="class Counter: pass",
        solution="class Counter:\n    def __init__(self): self.n = 0\n"
                 "    def add(self, step):\n        self.n += step\n        return self.n",
        examples=example(steps=[1, 2]), tests=[test(steps=[4, 4, 1])],
    )  # fmt: skip
    assert judge(it, it.problem.solution, pool).verdict is Verdict.ACCEPTED
    view = it.candidate_view()
    assert view["call"] == view["examples"][0]["call"] == "drive(Counter(), steps)"
    shared = "class Counter:\n    n = 0\n" + it.problem.solution.split("= 0\n", 1)[1]
    shared = shared.replace("self.n", "Counter.n")
    assert judge(it, shared, pool).verdict is Verdict.WRONG_ANSWER
    missing = judge(it, "class Count: pass", pool)
    assert missing.verdict is Verdict.RUNTIME_ERROR
    assert missing.diagnosis is not None
    assert "Counter" in missing.diagnosis.message


def test_sizes_agree_between_inputs_and_a_result_may_have_its_own(pool: CellPool) -> None:
    it = problem(
        pool, parameters=[("x", "list[float64[n, d]]"), ("w", "float64[d]")],
        returns="tuple[float64[m], float64[d, d]]",
        solution="import numpy as np\ndef f(x, w):\n"
                 "    rows = np.concatenate(x) @ w\n    return rows[rows > 0], np.outer(w, w) + 1",
        examples=example(x=[[[1, 2]], [[3, -4]]], w=[1, 1]),
        tests=[test(x=[[[0, 5], [1, 1]], [[0, 0], [0.2, 0.1]]], w=[2, 1])],
    )  # fmt: skip
    assert [case.expected[0].shape for case in it.cases] == [(1,), (3,)]
    with pytest.raises(PublishError, match="dimension d is 2 elsewhere, here it is 1"):
        problem(
            pool, parameters=[("x", "list[float64[n, d]]"), ("w", "float64[d]")],
            solution="def f(x, w): return 1", examples=example(x=[[[1, 2]]], w=[1]),
            tests=[test(x=[[[0, 5]]], w=[2, 1])],
        )  # fmt: skip


@pytest.mark.parametrize(
    ("generate", "field", "message"),
    [
        ("x = np.zeros(8_000_000)", "tests.0", "inputs of 61.0 MiB; at most 16 MiB are allowed"),
        ("x = np.zeros(20_000_000)", "tests.0.generate", "more than 64 MiB of arrays"),
        ("x = [0.5] * 2_000_000", "tests.0.generate", "or 2 MiB of lists and texts"),
        (
            "x = np.zeros(10 ** 12)",
            "tests.0.generate",
            "needs more than 1024 MiB of memory, in case 1",
        ),
        (
            "x = bytearray(1 << 42)",
            "tests.0.generate",
            "needs more than 1024 MiB of memory, in case 1",
        ),
        ("exit()", "tests.0.generate", "SystemExit"),
        ("y = 1.0", "tests.0.generate", "does not assign x"),
        ("x = object()", "tests.0.inputs.x", "expected an array"),
        ("x = np.array([1, 'a'], dtype=object)", "tests.0.inputs.x", "expected an array"),
        ("x = rng.normal(size=(2, 2))", "tests.0.inputs.x", "expected 1 dimensions"),
    ],
)
def test_a_generator_that_goes_wrong_is_told_where_and_how(
    pool: CellPool, generate: str, field: str, message: str
) -> None:
    with pytest.raises(PublishError) as caught:
        problem(
            pool, parameters=[("x", "float64[n]")], solution="def f(x): return x.sum()",
            examples=example(x=[1.0]), tests=[{"name": "made", "generate": generate}],
        )  # fmt: skip
    issue = caught.value.issues[0]
    assert (issue.field, message in issue.message) == (field, True), issue


@pytest.mark.parametrize("dtype", ["?", "u1", "i2", "f4", "f8", "c16"])
def test_a_changed_input_is_noticed_however_large(pool: CellPool, dtype: str) -> None:
    code = "def touch(x, at):\n    if at is not None:\n        x.flat[at] = 1\n"
    for shape in ((2, 3), (300, 400)):
        zeros = np.zeros(shape, dtype)
        calls = [Call({"x": zeros, "at": at}) for at in (None, 0, zeros.size - 1)]
        batch = Batch(calls, call="touch(x, at)", watched_bytes=_ALL)
        outcome = pool.run(Job(code, (batch,)))
        assert [answer.changed for answer in outcome.answers] == [(), ("x",), ("x",)]


def test_who_fails_is_told_of_a_large_input_that_the_function_changes(pool: CellPool) -> None:
    made = "x = rng.normal(size=n)"
    published = problem(
        pool, parameters=[("x", "float64[n]"), ("n", "int")], returns="float",
        solution="import numpy as np\ndef f(x, n): return float(np.sin(x[:3]).sum())",
        examples=example(x=[1.0, 2.0], n=2),
        tests=[
            {"name": "small", "generate": f"n = 20; {made}"},
            {"name": "large", "generate": f"n = 40_000; {made}"},
        ],
    )  # fmt: skip
    wrong = "import numpy as np\ndef f(x, n):\n    {}\n    return float(np.cosh(x).sum()) + 7.3"
    for change, told in (("x += 1", True), ("x = x + 1", False)):
        report = judge(published, wrong.format(change), pool)
        assert report.verdict is Verdict.WRONG_ANSWER
        assert report.diagnosis is not None
        assert ("`x` in place" in report.diagnosis.message) is told


_FRESH = """
import numpy as np
kept = []
def f(x, pair):
    before = [float(a.sum()) for a in (x, *pair)]
    for a in (x, *pair):
        assert a.flags.aligned and a.flags.writeable and a.flags.c_contiguous
    kept.append((x, pair))
    x += 1
    pair[0][-1] = -5
    pair[1][0] = 7
    # What was given before is still there, as it was left.
    return before, [float(a.sum()) for y, both in kept for a in (y, *both)]
"""


@pytest.mark.parametrize("size", [10, 33_333, 300_001])
def test_each_test_gets_fresh_arrays_whatever_was_done_to_the_last_ones(
    pool: CellPool, size: int
) -> None:
    arrays = {"x": np.arange(float(size)), "pair": [np.ones(size), np.full(size, 2.0)]}
    # Of different lengths, so that the arrays would begin anywhere if nobody took care.
    texts = ("f(x, pair)", "f(x, pair) ")
    first = Batch([Call(arrays)] * 3, function="f", watched_bytes=_ALL)
    batches = tuple(replace(first, call=text) for text in texts)
    outcome = pool.run(Job(_FRESH, batches))
    x = size * (size - 1) / 2
    left = [x + size, size - 6.0, 2.0 * size + 5]
    assert [answer.fault for answer in outcome.answers] == [None] * 6
    for number, answer in enumerate(outcome.answers, 1):
        assert answer.value == ([x, float(size), 2.0 * size], left * number)
        assert answer.changed == ("x",)


@pytest.mark.parametrize(
    ("change", "noticed"),
    [
        ("x[0, 1] += 1", True),
        ("x[-1, -1] = np.nan", True),
        ("x *= 1.0", False),
        ("x[:] = x[::-1]; x[:] = x[::-1].copy()", False),
        ("x.shape = x.shape[::-1]", False),
        ("x.shape = (-1,); x[5] = 0.5", True),
        ("y = x; y = y + 1", False),
        ("del x", False),
        ("x.setflags(write=False)", False),
    ],
)
def test_a_large_input_counts_as_changed_when_a_number_in_it_is_another(
    pool: CellPool, change: str, noticed: bool
) -> None:
    code = f"import numpy as np\ndef f(x):\n    {change}\n"
    call = Call({"x": np.arange(120_000.0).reshape(400, 300)})
    batch = Batch([call], call="f(x)", watched_bytes=_ALL)
    (answer,) = pool.run(Job(code, (batch,))).answers
    assert answer.fault is None
    assert answer.changed == (("x",) if noticed else ())


def test_large_inputs_are_there_for_a_program_that_has_closed_all_files(pool: CellPool) -> None:
    code = "import os\ndef f(x):\n    os.closerange(4, 64)\n    x += 1\n    return float(x.sum())\n"
    calls = [Call({"x": np.zeros(100_000)})] * 2
    answers = pool.run(Job(code, (Batch(calls, call="f(x)"),))).answers
    assert [answer.value for answer in answers] == [100_000.0] * 2


@pytest.mark.parametrize("numbers", [3, 4_000, 20_000, 40_000])
@pytest.mark.parametrize("padding", [0, 40_000, 200_000])
def test_code_and_inputs_of_any_size_arrive(pool: CellPool, numbers: int, padding: int) -> None:
    code = f"def f(x):\n    return float(x.sum()), 'end'\n# {'ü' * (padding // 2)}\ng = f\n"
    first, second = (Batch([Call({"x": np.full(numbers, n)})], call="g(x)") for n in (1.0, 2.0))
    outcome = pool.run(Job(code, (first, second)))
    values = [answer.value for answer in outcome.answers]
    assert values == [(numbers, "end"), (2.0 * numbers, "end")]


_NEVER_READS = """
import json, os, time
def send(**message):
    text = json.dumps({**message, "out": 0}).encode()
    os.write(3, len(text).to_bytes(4, "little") + bytes(4) + text)
for _ in range(40):
    send(k="case", i=0, t=0.0, v=1.0)
    send(k="batch")
time.sleep(60)
"""


def test_who_does_not_read_what_comes_holds_nobody_up(pool: CellPool) -> None:
    batch = Batch([Call({"x": np.zeros(4_000)})], call="x.sum()")
    outcome = pool.run(Job(_NEVER_READS, (batch,) * 40))
    assert outcome.ending == "crashed"
    assert pool.died == 0
