"""Labs, questions and courses: what they can hold, how they link, and what is refused where."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from judge.spec import Lab, Library, Question, SpecError, load_library, parse
from judge.spec.question import CodePart
from tests.judge.test_judging import SCALE

LAB = """
kind: lab
id: gradients
number: 5
title: Calculus and gradients
difficulty: easy
topics: [calculus]
label: W2 D2
about: Become fluent with derivatives.
goal: Implement and verify gradients.
key_idea: What is not gradient-checked is not to be trusted.
outcomes: [Debug a gradient with finite differences.]
minutes: 90
setup: |
  import numpy as np
sections:
  - title: Finite differences
    text: The central difference. ![A line](figure:line)
    items:
      - {task: scale, text: "- Use $k$."}
      - explain: Why is the central difference more accurate?
        answer: Its error is of order $h^2$.
        rubric: [Names the orders of both errors.]
      - code: |
          print(np.eye(2))
        about: The Hessian of half the squared norm.
      - text: That is all.
gotchas: [Most gradient bugs are shape bugs.]
interview: [{question: What does the Hessian tell?, answer: The curvature.}]
asked_at: [A company]
figures: [{name: line, alt: A line, plot: {x: x, y: y, series: [{points: [[0, 1]]}]}}]
resources: [{title: A book, url: "https://example.org/book"}]
"""
QUESTION = """
kind: question
id: sigmoid
number: 3
title: The sigmoid's backward pass
difficulty: medium
topics: [backpropagation]
text: Given is $\\\\sigma(x)$.
parts:
  - text: Which one?
    kind: choice
    options: [It grows., {text: It falls., feedback: The slope is negative.}]
    answer: It falls.
  - {text: Choose all., kind: choice, options: [a, b, c], answer: [a, c]}
  - {text: Is it?, kind: true_false, answer: false, explanation: It is not.}
  - {text: How much?, kind: number, answer: 0.25, unit: m, wrong: [{answer: 4, message: Inverse.}]}
  - text: Its derivative?
    kind: expression
    answer: s*(1 - s)
    variables: [s]
    domain: {s: [0, 1]}
    wrong: [{answer: s*(1 + s), message: A sign.}]
  - text: Complete it.
    kind: code
    code: |
      class Sigmoid:
          def backward(self, grad):
              [???]
              return grad_input
    answers: ["y = self.y\\ngrad_input = grad * y * (1 - y)"]
    calls: [Sigmoid().backward(1.0)]
    wrong: [{answers: [grad_input = grad], message: The factor is missing.}]
  - {text: Which words?, kind: code, code: "x = [???](2) + [???]", answers: [abs, ["1", "one"]]}
  - text: Write it.
    kind: code
    code: "import sympy"
    solution: "def f(): return 1"
    calls: [f()]
    imports: [sympy]
  - {text: Explain it., kind: free, answer: Because., rubric: [Says why.]}
"""
COURSE = """
kind: course
id: autodiff
number: 1
title: Automatic differentiation
sections:
  - title: All of it
    items: [{lab: gradients}, {problem: scale, text: Then this.}, {question: sigmoid}]
"""
DOCUMENTS = {"scale": SCALE, "gradients": LAB, "sigmoid": QUESTION, "autodiff": COURSE}


def load(folder: Path, **changed: str) -> Library:
    for name, text in (DOCUMENTS | changed).items():
        (folder / f"{name}.yaml").write_text(text)
    return load_library(folder)


def change(text: str, old: str, new: str) -> str:
    assert text.count(old) == 1
    return text.replace(old, new)


def test_a_folder_holds_documents_of_all_kinds(tmp_path: Path) -> None:
    library = load(tmp_path)
    assert library.issues == ()
    assert (set(library.sources), set(library.labs)) == ({"scale"}, {"gradients"})
    assert (set(library.questions), set(library.courses)) == ({"sigmoid"}, {"autodiff"})
    assert library.labs["gradients"].document.tasks == ("scale",)
    assert len({file.content_hash for file in library.files}) == 4


def test_answers_are_not_shown_before_they_are_given() -> None:
    lab, question = parse(LAB, "gradients.yaml").document, parse(QUESTION, "s.yaml").document
    assert isinstance(lab, Lab)
    assert isinstance(question, Question)
    prompt = lab.candidate_view()["sections"][0]["items"][1]
    assert prompt == {"explain": "Why is the central difference more accurate?"}
    for shown in question.candidate_view()["parts"]:
        assert not {"answer", "answers", "wrong", "solution", "rubric", "explanation"} & set(shown)
    words = str(question.candidate_view())
    for secret in ("0.25", "s*(1", "self.y", "The slope is negative", "return 1", "Because"):
        assert secret not in words


def test_a_blank_is_filled_at_the_indentation_it_stands_at() -> None:
    question = parse(QUESTION, "sigmoid.yaml").document
    assert isinstance(question, Question)
    part = question.parts[5]
    assert isinstance(part, CodePart)
    assert "        y = self.y\n        grad_input = grad * y * (1 - y)\n" in part.reference


@pytest.mark.parametrize(
    ("name", "old", "new", "field", "message"),
    [
        ("gradients", "task: scale", "task: gone", "sections.0.items.0.task", "no problem 'gone'"),
        ("gradients", "- text: That", "- words: That", "sections.0.items.3", "one of: task, ex"),
        ("gradients", "        answer: Its", "        answered: Its", "sections.0.items.1.answer",
         "required"),
        ("gradients", "figure:line", "figure:gone", "sections.0.text", "no figure 'gone'"),
        ("gradients", "https://", "javascript:", "resources.0.url", "pattern"),
        ("gradients", "print(np", "print np", "sections.0.items.2.code", "not Python"),
        ("sigmoid", "answer: It falls.", "answer: It is.", "parts.0", "none of the options"),
        ("sigmoid", "kind: true_false", "kind: maybe", "parts.2", "'true_false'"),
        ("sigmoid", "answer: 0.25", "answer: 1/4", "parts.3.answer", "valid number"),
        ("sigmoid", "{s: [0, 1]}", "{t: [0, 1]}", "parts.4", "none of the variables"),
        ("sigmoid", "{s: [0, 1]}", "{s: [1, 1]}", "parts.4", "is empty"),
        ("sigmoid", '[abs, ["1", "one"]]', "[abs]", "parts.6.code", "1 answers for 2 blanks"),
        ("sigmoid", "answers: [grad_input = grad]", "code: x", "parts.5.code",
         "where there are blanks"),
        ("sigmoid", "message: The factor is", "massage: The factor is", "parts.5.wrong.0.message",
         "required"),
        ("sigmoid", '[abs, ["1"', '["abs(", ["1"', "parts.6.code", "not Python"),
        ("sigmoid", "    calls: [f()]", "    hints: []", "parts.7.code", "`solution` and `calls`"),
        ("autodiff", "lab: gradients", "lab: scale", "sections.0.items.0.lab", "no lab 'scale'"),
        ("autodiff", "{question: sig", "{quiz: sig", "sections.0.items.2", "one of: lab, problem"),
        ("autodiff", "kind: course", "kind: curse", "kind", "one of problem, lab, question, cour"),
        ("autodiff", "kind: course\n", "", "kind", "is missing: write one of problem"),
    ],
)  # fmt: skip
def test_a_mistake_is_refused_at_its_line(
    tmp_path: Path, name: str, old: str, new: str, field: str, message: str
) -> None:
    text = change(DOCUMENTS[name], old, new)
    library = load(tmp_path, **{name: text})
    issue = next(issue for issue in library.issues if issue.file.endswith(f"{name}.yaml"))
    assert (issue.field, message in issue.message) == (field, True), issue
    if new:
        around = text.splitlines()[issue.line - 1 : issue.line + 12]
        assert any(line in "\n".join(around) for line in new.splitlines()), around
    assert name not in {file.document.id for file in library.files}


@pytest.mark.parametrize("name", ["scale", "gradients", "autodiff"])
def test_what_is_only_recommended_and_not_there_is_an_issue_and_no_obstacle(
    tmp_path: Path, name: str
) -> None:
    library = load(tmp_path, **{name: DOCUMENTS[name] + "prerequisites: [gone]\n"})
    assert [(issue.field, "'gone'" in issue.message) for issue in library.issues] == [
        ("prerequisites.0", True)
    ]
    assert library.missing
    assert name in {file.document.id for file in library.files}


def test_numbers_are_taken_once_for_each_kind(tmp_path: Path) -> None:
    twin = change(change(LAB, "id: gradients", "id: twin"), "number: 5", "number: 3")
    assert load(tmp_path, twin=twin).issues == ()
    library = load(tmp_path, twin=change(LAB, "id: gradients", "id: twin"))
    assert [issue.field for issue in library.issues] == ["number"]


def test_what_is_no_readable_file_is_an_issue(tmp_path: Path) -> None:
    (tmp_path / "folder.yaml").mkdir()
    os.mkfifo(tmp_path / "pipe.yaml")
    (tmp_path / "large.yaml").write_text("a" * (50 << 20))
    (tmp_path / "gone.yaml").symlink_to("nowhere")
    issues = load_library(tmp_path).issues
    found = {Path(issue.file).stem: issue.message for issue in issues}
    assert found == {"folder": "this is no file", "pipe": "this is no file",
                     "gone": "this is no file", "large": "larger than 1 MiB"}  # fmt: skip


def test_many_mistakes_are_told_without_delay(tmp_path: Path) -> None:
    points = "[a, b], " * 15_000
    text = change(LAB, "points: [[0, 1]]", f"points: [{points}]")
    issues = load(tmp_path, gradients=text).issues
    assert len([issue for issue in issues if "gradients" in issue.file]) == 100
    nested = change(SCALE, 'float64[n]", about: the v', "list[" * 20_000 + '", about: the v')
    with pytest.raises(SpecError, match="at most 300 characters"):
        parse(nested, "scale.yaml")


def test_a_problem_is_wanted_where_only_one_will_do() -> None:
    from judge.spec import parse_problem

    with pytest.raises(SpecError, match="a problem is wanted here, this is a lab"):
        parse_problem(LAB, "gradients.yaml")
