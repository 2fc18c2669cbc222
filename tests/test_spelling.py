"""What people read is spelled as the field spells it: American, and one way throughout."""

from __future__ import annotations

import re

import pytest

from scripts.stamps import ROOT

READ = ("problems", "docs", "frontend/src")
PAGES = ("README.md", "CHANGELOG.md", "ARCHITECTURE.md")
# Ids are addresses, which stay.
ADDRESSES = ("hunt-penalised-margins", "taylor-other-centres")
STEMS = (
    "factor|general|initial|linear|maxim|minim|normal|optim|parametr|penal|recogn|regular"
    "|parallel|parameter|standard|summar|symmetr|vector|visual"
)
BRITISH = re.compile(
    rf"\w*(?:{STEMS})is(?:e|ed|er|ers|es|ing|ation|ations)\b"
    r"|behaviour|colour|favour|neighbour|modelling|judgement|learnt\b|\bgrey\b|\bmetres?\b"
    r"|\bper cent\b|licence|\bcentre|_centre|\bfor ever\b",
    re.IGNORECASE,
)


def british(text: str) -> list[str]:
    """The words of a text that are spelled the other way."""
    for address in ADDRESSES:
        text = text.replace(address, "")
    return BRITISH.findall(text)


@pytest.mark.parametrize(
    "word",
    [
        "normalisation",
        "Regularised",
        "optimisers",
        "factorise",
        "colour",
        "neighbouring",
        "centred",
    ],
)
def test_the_pattern_finds_the_other_spelling(word: str) -> None:
    assert british(f"the {word} of it")


@pytest.mark.parametrize("word", ["normalization", "revised", "factors", "comprises", "behavior"])
def test_the_pattern_leaves_other_words_alone(word: str) -> None:
    assert not british(f"the {word} of it")


def test_what_people_read_is_spelled_one_way() -> None:
    files = [file for folder in READ for file in (ROOT / folder).rglob("*.*")]
    wanted = [file for file in files if file.suffix in {".yaml", ".md", ".ts", ".tsx"}]
    assert len(wanted) > 200
    found = {
        str(file.relative_to(ROOT)): words
        for file in [*wanted, *(ROOT / page for page in PAGES)]
        if (words := british(file.read_text(encoding="utf-8")))
    }
    assert found == {}
