"""The page of fields is what the models say."""

from pathlib import Path

from judge.spec.reference import reference_text


def test_the_page_of_fields_is_up_to_date() -> None:
    assert (Path(__file__).parents[2] / "docs" / "format.md").read_text() == reference_text()
