"""Every document that states a formula is named by the tests of its mathematics.

A name is no proof. It is a reminder, for whoever adds a document, to test what it says.
"""

import re
from pathlib import Path

import pytest
import yaml

from .conftest import LIBRARY

HERE = Path(__file__)
TESTS = "\n".join(f.read_text() for f in HERE.parent.glob("*.py") if f != HERE)
# Courses lead through the others, and state nothing of their own.
DOCUMENTS = [f for f in sorted(LIBRARY.rglob("*.yaml")) if "kind: course" not in f.read_text()]


@pytest.mark.parametrize("file", DOCUMENTS, ids=lambda file: file.stem)
def test_a_document_with_formulas_is_held_to_them(file: Path) -> None:
    text = file.read_text()
    assert "$" in text
    assert yaml.load(text, Loader=yaml.CSafeLoader)["id"] == file.stem
    assert re.search(rf"(?<![\w-]){re.escape(file.stem)}(?![\w-])", TESTS), "no test names it"
