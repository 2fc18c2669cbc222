"""The YAML reader: numbers as people write them, and clear refusals with a line."""

import math

import pytest

from judge.spec.document import DocumentError, read_document


def test_scalars_are_those_of_yaml_1_2() -> None:
    data = read_document("{a: 1e-5, b: no, c: 0x10, d: .nan, e: -.inf, f: ~, g: 1_000, h: 2.}").data
    assert data["a"] == 1e-5
    assert data["b"] == "no"
    assert data["c"] == 16
    assert math.isnan(data["d"])
    assert data["e"] == -math.inf
    assert data["f"] is None
    assert data["g"] == "1_000"
    assert data["h"] == 2.0


def test_every_field_knows_its_line() -> None:
    document = read_document("a: 1\nb:\n  - x\n  - c: 2\n")
    assert document.line(("a",)) == 1
    assert document.line(("b", 1, "c")) == 4
    assert document.line(("b", 0, "not there")) == 3


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("a: 1\na: 2\n", 2, "twice"),
        ("a: &x 1\nb: *x\n", 1, "aliases"),
        ("a: 1\nb: *x\n", 2, "aliases"),
        ("&a b: 1\n", 1, "aliases"),
        ("a: 1\n!!str b: 1\n", 2, "tag"),
        ('a: 1\nb: "\\0"\n', 2, "control character"),
        ("a: 1\nb: " + "9" * 500, 2, "too long"),
        ("a: !!python/object/apply:os.system [ls]\n", 1, "tag"),
        ("a: !foo bar\n", 1, "tag"),
        ("a: [1, 2\nb: 3\n", 2, "expected"),
        ("", 1, "empty"),
        ("1: 2\n", 1, "not text"),
        ("[a]: 2\n", 1, "plain text"),
        ("a: 1\n---\nb: 2\n", 2, "."),
        ("[" * 100 + "]" * 100, 1, "deep"),
        ("a: \x00\n", 1, "."),
    ],
)
def test_what_is_refused_is_refused_with_a_line(text: str, line: int, message: str) -> None:
    with pytest.raises(DocumentError, match=message) as caught:
        read_document(text)
    assert caught.value.line == line


@pytest.mark.parametrize(
    ("text", "message"),
    [
        # Composing these would end the process: the library's composer is recursive in C.
        ("[" * 1_000_000, "deep"),
        ("{a: " * 250_000, "deep"),
        ("- " * 500_000, "deep"),
        ("? " * 500_000, "plain text"),
        ("- a\n" * 250_000, "more than 50000 values"),
        ("[" + "[]," * 340_000 + "]", "more than 50000 values"),
        ("a" * (50 << 20), "larger than 1 MiB"),
    ],
)
def test_what_is_too_much_is_refused_whatever_its_shape(text: str, message: str) -> None:
    with pytest.raises(DocumentError, match=message):
        read_document(text)


def test_a_bomb_of_aliases_is_refused_at_once() -> None:
    lines = ["a0: &a0 [x, x]"]
    lines += [f"a{i}: &a{i} [*a{i - 1}, *a{i - 1}]" for i in range(1, 60)]
    with pytest.raises(DocumentError, match="aliases"):
        read_document("\n".join(lines))
