"""A folder of many small problems, to see what a large catalogue costs."""

from pathlib import Path

_PROBLEM = """
kind: problem
id: times-{number}
number: {number}
title: Multiply by {number}
difficulty: easy
topics: [multiplication]
tags: [numbers, practice]
statement: Multiply $x$ by {number}.
function: multiply
parameters: [{{name: x, type: float, about: a number}}]
returns: {{type: float, about: the product}}
starter: "def multiply(x):\\n    pass\\n"
solution: "def multiply(x):\\n    return {number} * x\\n"
examples: [{{name: one, inputs: {{x: 1.0}}}}]
tests: [{{name: two, inputs: {{x: 2.5}}}}]
"""
PROBLEMS = 1000


def write_problems(folder: Path) -> Path:
    """Write `PROBLEMS` files."""
    folder.mkdir(parents=True)
    for number in range(1, PROBLEMS + 1):
        (folder / f"times-{number}.yaml").write_text(_PROBLEM.format(number=number))
    return folder
