"""The files that authors start from: each is complete, and passes as it stands."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

import pytest

from judge.gate import publish
from judge.questions import grade
from judge.runner import CellPool
from judge.spec import Library, Question, load_library, parse
from judge.spec.question import ChoicePart, CodePart, ExpressionPart, FreePart
from tests.judge.conftest import PROBLEMS

TEMPLATES = {
    Path(file.name).stem: file.read_text("utf-8")
    for file in resources.files("judge.spec").joinpath("templates").iterdir()
    if file.name.endswith(".yaml")
}


@pytest.fixture
def filed(tmp_path: Path) -> Library:
    """All templates under their ids, beside the problem that the lab names."""
    for name, text in TEMPLATES.items():
        (tmp_path / f"my-{name}.yaml").write_text(text, "utf-8")
    named = PROBLEMS / "calculus-guide" / "central-difference.yaml"
    (tmp_path / named.name).write_text(named.read_text("utf-8"), "utf-8")
    return load_library(tmp_path)


def test_there_is_one_for_each_way_to_begin() -> None:
    assert set(TEMPLATES) == {"function", "class", "checker", "lab", "question"}


def test_they_load_beside_each_other(filed: Library) -> None:
    assert filed.issues == ()
    assert {"my-function", "my-class", "my-checker"} < set(filed.sources)
    assert (set(filed.labs), set(filed.questions)) == ({"my-lab"}, {"my-question"})


@pytest.mark.parametrize("name", ["function", "class", "checker"])
def test_a_problem_passes_the_gate(filed: Library, pool: CellPool, name: str) -> None:
    published = publish(filed.sources[f"my-{name}"], pool)
    assert published.mistakes
    assert published.candidate_view()["hidden_tests"] > 3


def test_the_questions_parts_are_of_all_kinds_and_accept_their_own_answers(pool: CellPool) -> None:
    question = parse(TEMPLATES["question"], "my-question.yaml").document
    assert isinstance(question, Question)
    assert len({part.kind for part in question.parts}) == 6
    for part in question.parts:
        answer = part.answers[0] if isinstance(part, CodePart) else part.answer
        given = [answer] if isinstance(part, CodePart) else answer
        assert grade(part, given, pool).right is (None if isinstance(part, FreePart) else True)
        if isinstance(part, CodePart | ExpressionPart):
            for wrong in part.wrong:
                bad = list(wrong.answers) if hasattr(wrong, "answers") else wrong.answer
                assert grade(part, bad, pool).right is False
                assert grade(part, bad, pool).message == wrong.message
        if isinstance(part, ChoicePart):
            assert all(grade(part, text, pool).right is (text in part.right) for text in part.texts)
