"""Texts of the library as Markdown reads them."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from .conftest import read_documents

DOCUMENTS = {
    name: document
    for kind in ("problem", "lab", "question", "course")
    for name, document in read_documents(kind).items()
}
# What is written for machines.
CODE = {"solution", "starter", "setup", "code", "generate", "loss", "checker", "call", "inputs"}

FORMULA = re.compile(r"\$\$.+?\$\$|(?<![\\$])\$[^$]+\$", re.DOTALL)
# At the beginning of a line Markdown takes these for a list, a heading or a quotation.
BLOCK = re.compile(r"^ {0,3}(?:[-+*>] |\d+[.)] |#{1,6} )", re.MULTILINE)


def texts(value: Any, key: str = "") -> Iterator[str]:
    """All texts of a document that people read."""
    if isinstance(value, dict):
        for name, item in value.items():
            yield from texts(item, name)
    elif isinstance(value, list):
        for item in value:
            yield from texts(item, key)
    elif isinstance(value, str) and key not in CODE:
        yield value


def test_the_pattern_finds_a_formula_that_a_line_tears_apart() -> None:
    (torn,) = FORMULA.findall("the sum $a\n+ b$ of both")

    assert BLOCK.search(torn.split("\n", 1)[1])


@pytest.mark.parametrize("document", DOCUMENTS.values(), ids=DOCUMENTS.keys())
def test_no_line_of_an_inline_formula_looks_like_a_list(document: dict[str, Any]) -> None:
    for text in texts(document):
        for formula in FORMULA.findall(text):
            if formula.startswith("$$"):
                continue  # a displayed formula is a block of its own
            for line in formula.split("\n")[1:]:
                assert not BLOCK.match(line), formula
