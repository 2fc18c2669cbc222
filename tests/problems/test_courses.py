"""The courses through the guide and the bug hunts are complete, in an order to be followed."""

from typing import Any

import pytest

from .conftest import read_documents, read_problems

COURSES, LABS = read_documents("course"), read_documents("lab")


def problems_of(course: str) -> list[str]:
    """The problems that a course leads through, those of its labs in their place."""
    found: list[str] = []
    for part in COURSES[course]["sections"]:
        for item in part["items"]:
            found += [item["problem"]] if "problem" in item else tasks_of(item.get("lab"))
    return found


def tasks_of(lab: str | None) -> list[str]:
    sections = LABS[lab]["sections"] if lab else []
    return [item["task"] for part in sections for item in part["items"] if "task" in item]


@pytest.mark.parametrize(
    ("course", "folder"),
    [
        ("calculus-for-machine-learning", "calculus-guide"),
        ("finding-bugs-with-differences", "bug-hunts"),
    ],
)
def test_a_course_goes_through_its_folder_once(course: str, folder: str) -> None:
    listed = problems_of(course)

    assert len(set(listed)) == len(listed)
    assert set(listed) >= read_documents("problem", folder).keys()


def test_what_a_problem_of_the_guide_needs_comes_before_it() -> None:
    problems, listed = read_problems(), problems_of("calculus-for-machine-learning")

    late = [
        (name, needed)
        for place, name in enumerate(listed)
        for needed in problems[name].get("prerequisites", [])
        if needed in listed[place:]
    ]
    assert late == []


@pytest.mark.parametrize("course", COURSES.values(), ids=COURSES.keys())
def test_a_course_takes_no_less_time_than_its_parts(course: dict[str, Any]) -> None:
    kinds = {"lab": LABS, "problem": read_problems(), "question": read_documents("question")}
    parts = [
        kinds[kind][item[kind]].get("minutes", 0)
        for part in course["sections"]
        for item in part["items"]
        for kind in kinds
        if kind in item
    ]

    assert course["minutes"] >= sum(parts)
