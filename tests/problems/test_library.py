"""What every problem of the library promises to the people who solve it."""

from typing import Any

import pytest

from .conftest import read_problems

PROBLEMS = read_problems()

each_problem = pytest.mark.parametrize("problem", PROBLEMS.values(), ids=PROBLEMS.keys())


def test_numbers_are_unique() -> None:
    numbers = [problem["number"] for problem in PROBLEMS.values()]

    assert sorted(set(numbers)) == sorted(numbers)


def test_gradient_checking_is_number_177() -> None:
    assert PROBLEMS["gradient-checking"]["number"] == 177


def test_each_file_is_named_by_its_problem() -> None:
    assert {name: problem["id"] for name, problem in PROBLEMS.items()} == {n: n for n in PROBLEMS}


@each_problem
def test_the_statement_says_how_close_is_close_enough(problem: dict[str, Any]) -> None:
    assert "**Tolerance.**" in problem["statement"]
    assert problem["compare"].keys() >= {"rtol", "atol"}


@each_problem
def test_hints_lead_in_three_steps(problem: dict[str, Any]) -> None:
    assert len(problem["hints"]) == 3


@each_problem
def test_enough_is_hidden(problem: dict[str, Any]) -> None:
    hidden = sum(test.get("count", 1) for test in problem["tests"])

    assert hidden >= (12 if problem["id"] == "gradient-checking" else 10)
    assert any("generate" in test for test in problem["tests"])
    assert any("inputs" in test for test in problem["tests"])


@each_problem
def test_common_mistakes_are_known_by_name_and_answered(problem: dict[str, Any]) -> None:
    wrong = problem["wrong"]

    assert len(wrong) >= (6 if problem["id"] == "gradient-checking" else 4)
    assert len({each["name"] for each in wrong}) == len(wrong)
    assert all(len(each["message"].split()) >= 6 for each in wrong)


@each_problem
def test_the_starter_defines_the_function_and_does_not_solve_it(problem: dict[str, Any]) -> None:
    signature = ", ".join(parameter["name"] for parameter in problem["parameters"])
    head = f"def {problem['function']}({signature}):"
    if problem.get("call"):
        head = f"class {problem['function']}"

    assert head in problem["starter"]
    assert head in problem["solution"]
    assert problem["starter"] != problem["solution"]
