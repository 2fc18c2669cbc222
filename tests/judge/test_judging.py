"""Judging whole submissions in a real cell: every way to fail gets its own clear answer."""

import json
import threading
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from judge import InputError, Published, Report, Verdict, judge, publish, run
from judge.runner import CellPool
from judge.spec import parse_problem

SCALE = """
kind: problem
id: scale
number: 900
title: Scale a vector
difficulty: easy
topics: [arrays]
statement: Return k times x.
function: scale
parameters:
  - {name: x, type: "float64[n]", about: the vector}
  - {name: k, type: float, about: the factor}
returns: {type: "float64[n]", about: the scaled vector}
starter: |
  def scale(x, k):
      pass
solution: |
  def scale(x, k):
      return k * x
rules: {forbid: [numpy.cross, numpy.fft]}
limits: {time_s: 0.3, memory_mib: 64}
examples:
  - {name: shown, inputs: {x: [1, 2], k: 2}}
tests:
  - {name: canary, inputs: {x: [77123.5, 1], k: 3}}
  - name: random
    count: 3
    seed: 1
    generate: |
      x = rng.normal(size=4 + i)
      k = float(rng.normal())
wrong:
  - name: adds
    verdict: wrong_answer
    message: You add k. Multiply by it.
    code: |
      def scale(x, k):
          return x + k
"""
CANARY = "77123"


@pytest.fixture(scope="module")
def scale(pool: CellPool) -> Published:
    return Published.from_bytes(publish(parse_problem(SCALE, "scale.yaml"), pool).to_bytes())


def judged(scale: Published, pool: CellPool, body: str, **options: Any) -> Report:
    return judge(scale, f"import numpy as np\ndef scale(x, k):\n    {body}\n", pool, **options)


def test_the_reference_is_accepted(scale: Published, pool: CellPool) -> None:
    report = judge(scale, scale.problem.solution, pool)
    assert report.verdict is Verdict.ACCEPTED
    assert (report.passed, report.total, report.score) == (5, 5, 1.0)
    assert report.diagnosis is None
    assert report.time_ms > 0


@pytest.mark.parametrize(
    ("code", "verdict", "diagnosis", "words"),
    [
        ("def scale(x, k:\n  pass", "syntax_error", "syntax", "line 1"),
        ("def scale(x, k):\nreturn 1", "syntax_error", "syntax", "line 2"),
        ("\x00", "syntax_error", "syntax", "Not Python"),
        ("(" * 5000, "syntax_error", "syntax", "Not Python"),
        ("x = 1", "runtime_error", "undefined", "`scale`"),
        ("scale = 3", "runtime_error", "undefined", "`scale`"),
        ("1 / 0", "runtime_error", "load", "ZeroDivisionError on line 1"),
        ("raise SystemExit", "runtime_error", "load", "SystemExit"),
        ("import os", "forbidden", "forbidden", "import of os"),
        ("from subprocess import run", "forbidden", "forbidden", "subprocess"),
        ("import os\nos._exit(0)", "forbidden", "forbidden", "line 1"),
        ("__import__('os')", "forbidden", "forbidden", "import of os"),
        ("exec('import os')", "forbidden", "forbidden", "import of os"),
        ("import numpy\ngetattr(numpy, 'cross')(1, 2)", "forbidden", "forbidden", "numpy.cross"),
    ],
)
def test_code_that_reaches_no_test(
    scale: Published, pool: CellPool, code: str, verdict: str, diagnosis: str, words: str
) -> None:
    report = judge(scale, code, pool)
    assert report.verdict == verdict
    assert report.diagnosis is not None
    assert report.diagnosis.code == diagnosis
    assert words in report.diagnosis.message
    assert report.passed == 0
    assert report.total == 5
    assert report.error is not None


@pytest.mark.parametrize(
    ("body", "verdict", "diagnosis"),
    [
        ("pass", "wrong_answer", "none"),
        ("return (k * x)[:, None]", "wrong_answer", "extra_axis"),
        ("return k * x * np.nan", "wrong_answer", "non_finite"),
        ("return -k * x", "wrong_answer", "sign"),
        ("return 2 * k * x", "wrong_answer", "factor"),
        ("return len(x) * k * x", "wrong_answer", "factor"),
        ("return k * x * 1.0001", "wrong_answer", "imprecise"),
        ("return {1, 2}", "wrong_answer", "type"),
        ("return np.array([None])", "wrong_answer", "type"),
        ("return x + k", "wrong_answer", "known_mistake"),
        ("raise ValueError('no')", "runtime_error", "exception"),
        ("return getattr(np, 'cross')(x, x)", "forbidden", "forbidden"),
        ("return getattr(np, 'fft').fft(x)", "forbidden", "forbidden"),
        ("return __import__('subprocess')", "forbidden", "forbidden"),
        ("while True: pass", "time_limit_exceeded", "time"),
        ("return np.ones(10 ** 10)", "memory_limit_exceeded", "memory"),
        ("global hog; hog = [bytes(10 ** 6) for _ in range(999)]",
         "memory_limit_exceeded", "memory"),
        ("print('x' * 10 ** 6)", "output_limit_exceeded", "output"),
        ("return scale(x, k)", "runtime_error", "exception"),
        ("return np.frombuffer(b'', np.uint8).ctypes.data and x * k", "accepted", None),
    ],
)  # fmt: skip
def test_code_that_fails_in_the_tests(
    scale: Published, pool: CellPool, body: str, verdict: str, diagnosis: str | None
) -> None:
    report = judged(scale, pool, body)
    assert report.verdict == verdict
    assert (report.diagnosis.code if report.diagnosis else None) == diagnosis
    assert judge(scale, scale.problem.solution, pool).verdict is Verdict.ACCEPTED


def test_the_author_s_message_goes_to_who_makes_the_known_mistake(
    scale: Published, pool: CellPool
) -> None:
    report = judged(scale, pool, "return np.add(x, k)")
    assert report.diagnosis is not None
    assert report.diagnosis.message == "You add k. Multiply by it."


def test_what_was_taken_for_something_else_is_noted(scale: Published, pool: CellPool) -> None:
    report = judged(scale, pool, "return [k * v for v in x]")
    assert report.verdict is Verdict.ACCEPTED
    assert {test.note for test in report.tests} == {"A list was taken as an array."}


def test_a_run_on_inputs_of_one_s_own_shows_the_difference(
    scale: Published, pool: CellPool
) -> None:
    code = "import numpy as np\ndef scale(x, k):\n    return k * x + 1\n"
    report = run(scale, code, pool, inputs=[{"x": [1.0, 4.0], "k": 2.0}])
    (test,) = report.to_json()["tests"]
    assert test["expected"]["data"] == [2.0, 8.0]
    assert test["difference"]["data"] == [1.0, 1.0]


def test_a_wrong_solution_that_raises_is_known_again(pool: CellPool) -> None:
    text = (
        SCALE
        + """
  - name: crosses
    verdict: runtime_error
    message: That is a matrix product. Use `*`.
    code: |
      import numpy as np
      def scale(x, k):
          return x @ np.ones((len(x) + 1, 2)) * k
  - name: fails for long ones
    verdict: wrong_answer
    message: Both the sum and the length matter.
    code: |
      def scale(x, k):
          return x[:5] * k + x[0]
"""
    )
    scale = publish(parse_problem(text, "scale.yaml"), pool)
    for body, message in (
        ("return (np.ones((2, len(x) + 1)) @ x).T", None),
        ("return np.dot(x, np.ones((len(x) + 1, 2)))", None),
        ("return x @ np.ones((1 + len(x), 2))", "That is a matrix product. Use `*`."),
        ("return x[:5] * k + x[0]", "Both the sum and the length matter."),
        ("return x[:5] * k + x[0] if len(x) < 3 else x * k", "Both the sum and the length matter."),
        ("return x + k if len(x) < 5 else x[:5] * k + x[0]", None),
    ):
        report = judged(scale, pool, body)
        assert report.diagnosis is not None
        known = report.diagnosis.message if report.diagnosis.code == "known_mistake" else None
        assert known == message, body


def test_a_shown_gradient_is_checked_against_the_loss(library: Any, pool: CellPool) -> None:
    published = publish(library.sources["softmax-vjp"], pool)
    name = published.problem.function
    negated = f"\nright = {name}\ndef {name}(*given): return -right(*given)\n"
    for code, low, high in (("", 0, 1e-5), (negated, 1 - 1e-5, 1)):
        tests = judge(published, published.problem.solution + code, pool).to_json()["tests"]
        assert all("gradient_check" not in test for test in tests if test["hidden"])
        shown = [test["gradient_check"] for test in tests if not test["hidden"]]
        worst = [np.max(check["relative_error"]["data"]) for checks in shown for check in checks]
        assert worst
        assert low <= max(worst) <= high


def test_leaving_early_is_no_success(scale: Published, pool: CellPool) -> None:
    exit_ = "import numpy as np\nnp.os = np.__builtins__['__import__']('posix')\n"
    for status in (0, 86, 1):
        report = judge(scale, f"{exit_}def scale(x, k):\n    np.os._exit({status})\n", pool)
        assert report.verdict in (Verdict.RUNTIME_ERROR, Verdict.MEMORY_LIMIT_EXCEEDED)
        assert report.passed == 0


def test_what_was_printed_before_a_time_out_is_kept(scale: Published, pool: CellPool) -> None:
    report = judged(scale, pool, "print('almost', flush=True)\n    while True: pass")
    assert report.tests[0].stdout == "almost\n"
    assert report.tests[0].verdict is Verdict.TIME_LIMIT_EXCEEDED
    assert report.tests[1].diagnosis is not None
    assert report.tests[1].diagnosis.code == "not_run"


def test_sleeping_ends_too(scale: Published, pool: CellPool) -> None:
    report = judged(scale, pool, "import time")
    assert report.verdict is Verdict.FORBIDDEN
    slow = "import numpy as np\nsleep = np.__builtins__['__import__']('time').sleep\n"
    report = judge(scale, f"{slow}def scale(x, k):\n    sleep(60)\n", pool)
    assert report.verdict is Verdict.TIME_LIMIT_EXCEEDED


def test_each_test_s_printing_is_its_own(scale: Published, pool: CellPool) -> None:
    report = run(
        scale, "def scale(x, k):\n    print(len(x))\n    return k * x", pool,
        inputs=[{"x": [1.0], "k": 1}, {"x": [1.0, 2.0], "k": 1}],
    )  # fmt: skip
    assert [test.stdout for test in report.tests] == ["1\n", "2\n"]


def test_every_test_gets_fresh_inputs(scale: Published, pool: CellPool) -> None:
    report = judged(scale, pool, "y = k * x; x[:] = 0; return y")
    assert report.verdict is Verdict.ACCEPTED


def test_nothing_of_a_hidden_test_is_in_a_report(scale: Published, pool: CellPool) -> None:
    seen: list[Any] = []
    bodies = [
        "print(x, k); return x",
        "raise ValueError(str(x))",
        "raise type(str(x[0]), (Exception,), {})(x)",
        "return str(x)",
        "return {float(x[0]): 1}",
        "print(x); return x.missing",
        "return np.outer(x, x)",
        "return np.empty((int(x[0]), 1))",
        "return np.empty(int(x[0]))",
        "return type(f'x{int(x[0])}', (), {})()",
        "return [0] * int(x[0])",
        "return (0,) * int(x[0])",
    ]
    for body in bodies:
        report = judged(scale, pool, body, on_test=lambda _, test: seen.append(test))
        seen.append(report.to_json())
    assert CANARY not in json.dumps(seen)


def test_memory_is_not_searched_for_hidden_inputs_while_output_is_shown(
    scale: Published, pool: CellPool
) -> None:
    # A hostile program looks through its own descriptors for the inputs and prints what it finds.
    code = """
import numpy as np
os = np.__builtins__['__import__']('posix')
def scale(x, k):
    for fd in range(3, 64):
        try:
            print(os.pread(fd, 1 << 16, 0))
        except OSError:
            pass
    return k * x
"""
    report = judge(scale, code, pool)
    assert CANARY not in json.dumps(report.to_json())
    assert all(test.stdout == "" for test in report.tests if test.hidden)


def test_tests_arrive_one_by_one_in_order(scale: Published, pool: CellPool) -> None:
    seen: list[tuple[int, str]] = []
    judged(scale, pool, "return k * x", on_test=lambda i, test: seen.append((i, test["name"])))
    assert seen == [(0, "shown"), (1, "canary"), *((i + 1, f"random {i}") for i in (1, 2, 3))]


def test_a_run_sees_the_examples_only(scale: Published, pool: CellPool) -> None:
    report = run(scale, "def scale(x, k):\n    return x", pool)
    (test,) = report.to_json()["tests"]
    assert test["inputs"]["x"]["data"] == [1.0, 2.0]
    assert test["expected"]["data"] == [2.0, 4.0]
    assert test["actual"]["data"] == [1.0, 2.0]
    assert test["verdict"] == "wrong_answer"


def test_own_inputs_are_answered_by_the_reference_too(scale: Published, pool: CellPool) -> None:
    report = run(scale, scale.problem.solution, pool, inputs=[{"x": [1, "nan"], "k": 2}])
    (test,) = report.to_json()["tests"]
    assert test["expected"]["data"] == [2.0, "nan"]
    assert test["verdict"] == "accepted"


@pytest.mark.parametrize(
    ("inputs", "message"),
    [
        ([], "1 to 20"),
        ([{"x": [1.0]}], "inputs 1: k is missing"),
        ([{"x": "abc", "k": 1}], "inputs 1: x: expected an array"),
        ([{"x": [1.0], "k": 1, "z": 2}], "no parameter 'z'"),
        ([{"x": [1.0], "k": 1}] * 21, "1 to 20"),
    ],
)
def test_own_inputs_that_do_not_fit_are_refused(
    scale: Published, pool: CellPool, inputs: list[dict[str, Any]], message: str
) -> None:
    with pytest.raises(InputError, match=message):
        run(scale, scale.problem.solution, pool, inputs=inputs)


def test_cancelling_ends_a_run_soon(scale: Published, pool: CellPool) -> None:
    cancel = threading.Event()
    cancel.set()
    report = judged(replace(scale, time_s=60.0), pool, "while True: pass", cancel=cancel)
    assert report.verdict is Verdict.JUDGE_ERROR
    assert report.time_ms < 30_000


def test_a_killed_cell_is_replaced_and_the_submission_judged_again(scale: Published) -> None:
    with CellPool.start(cells=1) as pool:
        # Slow enough to be under way still when the first test has been told.
        code = "def scale(x, k):\n    sum(range(1_000_000))\n    return k * x"
        assert judge(scale, code, pool).verdict is Verdict.ACCEPTED
        seen: list[int] = []

        def kill_once(index: int, test: dict[str, Any]) -> None:
            seen.append(index)
            if len(seen) == 1:
                for cell in pool.cells():
                    cell.kill()

        report = judge(scale, code, pool, on_test=kill_once)
        assert report.verdict is Verdict.ACCEPTED
        assert report.passed == 5
        assert seen[-5:] == [0, 1, 2, 3, 4]
        assert len(seen) > 5
