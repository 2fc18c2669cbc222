"""No word, number or figure that a candidate can read carries a value of a hidden test.

The hidden tests hold numbers that stand nowhere else. Programs that are wrong in every way, and
some that try to carry them out, are submitted; then everything is read that a candidate can read.
"""

from __future__ import annotations

import asyncio
import logging
import math
import re

import httpx2
import pytest

from tests.api.test_questions import COURSE, LAB, QUESTION

PROBLEM = """
kind: problem
id: canary
number: 90200
title: Canary
difficulty: easy
topics: [arrays]
statement: Return k times x, as sums of rows too.
function: scale
parameters:
  - {name: x, type: "float64[n]", about: the vector}
  - {name: k, type: float, about: the factor}
returns: {type: "tuple[float64[n], dict[str, float]]", about: the scaled vector and its norms}
starter: |
  def scale(x, k):
      pass
solution: |
  import numpy as np
  def scale(x, k):
      y = k * x
      return y, {"one": float(np.abs(y).sum()), "two": float(np.sqrt(np.sum(y ** 2)))}
rules: {imports: [numpy, math, sys, warnings]}
limits: {time_s: 1, memory_mib: 128}
examples:
  - {name: shown, inputs: {x: [1.5, 2.25, -3.125], k: 2.5}}
  - {name: shown too, inputs: {x: [0.5, 2.75], k: -1.5}}
tests:
  - {name: first hidden, inputs: {x: [77123.25, 1.5, -48271.75], k: 3.0}}
  - {name: second hidden, inputs: {x: [48271.75, 77123.25, 77123.25, 2.0], k: -1.25}}
  - {name: third hidden, inputs: {x: [0.0, 0.0], k: 64919.5}}
  - {name: fourth hidden, inputs: {x: [93187.5], k: 1.0}}
wrong:
  - name: adds
    verdict: wrong_answer
    message: You add k.
    code: |
      import numpy as np
      def scale(x, k):
          y = k + x
          return y, {"one": float(np.abs(y).sum()), "two": float(np.sqrt(np.sum(y ** 2)))}
"""
LAB_ID, DECK, COURSE_ID = "canary-lab", "canary-deck", "canary-course"
INPUTS = (77123.25, -48271.75, 64919.5, 93187.5)
# What stands in hidden inputs, and what comes out of them.
CANARIES = ("77123", "48271", "64919", "93187", "231369", "144815", "60339", "96404")
# Ids and times are made of so many digits that a canary may stand in them by chance.
BY_CHANCE = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\d{4}-\d\d-\d\dT[\d:.]+")

# Bodies of scale(x, k). `s` is the number to carry out; in shown tests there is none.
HOSTILE = (
    "print(x, k, int(s)); return None",
    "import sys; print(int(s), file=sys.stderr); return int(s)",
    "import warnings; warnings.warn(str(s)); return x",
    "raise ValueError(str(s))",
    "raise type(f'E{int(s)}', (Exception,), {})(s)",
    "raise KeyError(s) from ValueError(s)",
    "raise ExceptionGroup(str(s), [ValueError(s)])",
    "import sys; sys.exit(int(s) or 1)",
    "exec(compile('\\n' * (int(s) % 2**31) + 'raise ValueError', 'solution.py', 'exec'))",
    "exec(f'def f{int(s)}(): raise ValueError\\nf{int(s)}()')",
    "assert False, s",
    "return np.zeros(int(s))",
    "return np.zeros((int(s), 2)), {}",
    "return [0.0] * int(s), {}",
    "return k * x, {str(s): 1.0}",
    "return k * x, {'one': s, 'two': s, str(int(s)): 1}",
    "return k * x, {int(s): 1.0}",
    "return type(f'T{int(s)}', (), {})()",
    "return k * x, {'one': type(f'T{int(s)}', (), {})(), 'two': 1.0}",
    "return np.array([object() for _ in range(3)], dtype=[(f'f{int(s)}', object)])",
    "return np.zeros(3, dtype=f'S{int(s) % 1000 + 1}')",
    "return np.zeros(3, dtype=[(f'f{int(s)}', float)])",
    "return str(s)",
    "return s",
    "return x * s, {'one': s, 'two': s}",
    "return x / (s or 1), {'one': 1.0, 'two': 1.0}",
    "return k * x + s, {'one': float(np.abs(k * x).sum()), 'two': 0.0}",
    "return k * x * s, {'one': s, 'two': s}",
    "return k * x * np.nan, {'one': s, 'two': s}",
    "return x, {'one': 1.0, 'two': 1.0}",
    "x *= 2; return k * x, {'one': float(np.abs(k * x).sum()), 'two': 1.0}",
    "hog = np.ones(int(s) * 128); return None",
    "scale.__name__ = str(int(s)); return scale",
    "return (s for _ in range(2))",
    "return k * x[::-1], {'one': float(np.abs(k * x).sum()), 'two': float(s)}",
    "return np.full(len(x), s), {'one': s, 'two': s}",
    "while s: pass\n    return None",
)
OPENING = """
import numpy as np

def scale(x, k):
    hidden = {hidden}
    s = next((v for v in hidden if v in x or v == k), 0.0)
    {body}
"""


def program(body: str) -> str:
    """A whole program with this body."""
    # The numbers are put together at run time: the program's own text may be shown.
    hidden = "[" + ", ".join(f"{v + 1000:.2f} - 1000" for v in INPUTS) + "]"
    return OPENING.format(hidden=hidden, body=body)


def check_page(page: str) -> None:
    """Fail if a text has a number of a hidden test in it."""
    text = BY_CHANCE.sub("", page)
    for canary in CANARIES:
        at = text.find(canary)
        assert at < 0, f"{canary} in {text[max(0, at - 1000) : at + 1000]}"


@pytest.fixture(scope="module")
async def problem(app: object, anyio_backend: str) -> str:
    """The problem's id, once it is published."""
    from tests.api.support import ADMIN_PASSWORD, client_of

    async with client_of(app) as admin:  # type: ignore[arg-type]
        body = {"username": "admin", "password": ADMIN_PASSWORD}
        await admin.post("/api/v1/auth/login", json=body)
        for name, text in (
            ("canary", PROBLEM),
            (DECK, QUESTION.format(id=DECK, number=90203)),
            (LAB_ID, LAB.format(id=LAB_ID, number=90201, task="canary")),
            (COURSE_ID, COURSE.format(
                id=COURSE_ID, number=90202, task="canary", lab=LAB_ID, question=DECK
            )),
        ):  # fmt: skip
            published = await admin.put(f"/api/v1/admin/problems/{name}", content=text)
            assert published.status_code in (200, 201), published.text
    return "canary"


@pytest.mark.anyio
@pytest.mark.parametrize("body", HOSTILE)
async def test_nothing_a_candidate_reads_carries_a_hidden_value(
    problem: str, someone: httpx2.AsyncClient, body: str, caplog: pytest.LogCaptureFixture
) -> None:
    code = program(body)
    with caplog.at_level(logging.DEBUG):
        sent = await someone.post(
            f"/api/v1/problems/{problem}/submissions?wait=30", json={"code": code}
        )
    assert sent.status_code == 201, sent.text
    made = sent.json()
    assert made["status"] == "done"
    assert made["verdict"] not in ("accepted", "judge_error"), made["diagnosis"]
    path = f"/api/v1/submissions/{made['id']}"
    pages = [sent.text]
    for url in (path, f"{path}/events", f"/api/v1/submissions?problem={problem}",
                f"/api/v1/problems/{problem}", "/api/v1/progress", "/api/v1/problems"):  # fmt: skip
        pages.append((await someone.get(url)).text)
    for page in (*pages, caplog.text):
        check_page(page)
    for test in made["tests"]:
        if test["hidden"]:
            shared = {"name", "hidden", "verdict", "time_ms", "diagnosis", "note"}
            assert {name for name, value in test.items() if value is not None} <= shared
            assert test["time_ms"] == round(test["time_ms"])


@pytest.mark.anyio
async def test_figures_are_too_coarse_to_write_a_number_in(
    problem: str, someone: httpx2.AsyncClient
) -> None:
    code = "import numpy as np\ndef scale(x, k):\n    global hog\n    hog = np.ones(77123 * 128)\n"
    sent = await someone.post(
        f"/api/v1/problems/{problem}/submissions?wait=30", json={"code": code}
    )
    found = sent.json()
    assert found["memory_kib"] > 70_000
    for figure in (found["memory_kib"], found["time_ms"]):
        assert math.isclose(figure, float(f"{figure:.1e}"))


# What a candidate has done when everything is read: wrong in several ways, at last right.
ATTEMPTS = (
    "print(x, k, int(s)); return None",
    "raise ValueError(str(s))",
    "return k * x * s, {'one': s, 'two': s}",
    "y = k * x; return y, {'one': float(np.abs(y).sum()), 'two': float(np.sqrt(np.sum(y ** 2)))}",
)


@pytest.mark.anyio
async def test_no_address_that_a_candidate_can_read_carries_a_hidden_value(
    problem: str, ada: httpx2.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    pages = []
    base = f"/api/v1/problems/{problem}"
    with caplog.at_level(logging.DEBUG):
        ids = {"problem_id": problem, "lab_id": LAB_ID, "question_id": DECK, "course_id": COURSE_ID}
        for body in ATTEMPTS:
            own = {"code": program(body), "inputs": [{"x": [1.0, 2.0], "k": 3.5}]}
            for path, sent in (
                (f"{base}/runs?wait=30", {"code": program(body)}),
                (f"{base}/runs?wait=30", own),
                (f"{base}/submissions?wait=30", {"code": program(body)}),
            ):
                answer = await ada.post(path, json=sent)
                assert answer.status_code == 201, answer.text
                pages.append(answer.text)
                ids["submission_id"] = answer.json()["id"]
        assert answer.json()["verdict"] == "accepted"
        items = [{"problem": problem, "code": program(body)} for body in ATTEMPTS]
        batch = await ada.post("/api/v1/batches", json={"submissions": items})
        assert batch.status_code in (201, 202), batch.text
        ids["batch_id"] = batch.json()["id"]
        cells = {"cells": ["scale(np.ones(2), 2.0)"]}
        pages.append((await ada.post(f"/api/v1/labs/{ids['lab_id']}/runs", json=cells)).text)
        for path in ("check", "preview", "try"):
            answer = await ada.post(f"/api/v1/admin/problems/{path}", content=PROBLEM)
            assert answer.status_code == 403, answer.text
        answer = await ada.post(f"/api/v1/admin/problems/{problem}/rejudge", json={})
        assert answer.status_code == 403, answer.text
        read = 0
        for path, methods in (await ada.get("/openapi.json")).json()["paths"].items():
            if "get" not in methods:
                continue
            address = re.sub(r"{(\w+)}", lambda name: ids.get(name[1], name[1]), path)
            async with asyncio.timeout(60):  # streams of events end with what they tell of
                answer = await ada.get(address)
            if "/admin/" in path:
                assert answer.status_code == 403, (address, answer.status_code)
            read += answer.status_code == 200
            # A measurement has any digits by chance: what it is measured of is looked at.
            shown = re.sub(r" [-+.e\d]+$", "", answer.text, flags=re.M)
            pages.append(shown if path == "/metrics" else answer.text)
    assert read >= 25
    for page in (*pages, caplog.text):
        check_page(page)
