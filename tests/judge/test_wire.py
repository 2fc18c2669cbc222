"""The wire format: one golden file for both ends, and nothing hostile gets through."""

import contextlib
import importlib.util
import json
import math
import sys
import tracemalloc
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from judge.opaque import Opaque
from judge.runner import wire as ours

GOLDEN = Path(__file__).with_name("wire.golden")
VALUES: list[Any] = [
    None, True, "text \u2207", 7, -(2**80), 1.5, math.inf, -math.inf, 2 + 3j,
    [1, (2, 3.0)], {"dW": np.arange(6.0).reshape(2, 3), "db": np.zeros((0, 2), np.float32)},
    np.array([True, False]), np.array(4, np.int16), np.float64(0.5), np.array([1j], np.complex64),
]  # fmt: skip


def _cell_end() -> ModuleType:
    """The cell's own module, loaded as the cell loads it: by path, outside the package."""
    path = Path(ours.__file__).parents[1] / "cell" / "wire.py"
    spec = importlib.util.spec_from_file_location("cell_wire_for_test", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


theirs = _cell_end()


@pytest.mark.parametrize("end", [ours, theirs], ids=["judge", "cell"])
def test_both_ends_write_the_golden_bytes(end: Any) -> None:
    packer = end.Packer()
    tree = packer.pack(VALUES)
    # The cell packs to JSON right away.
    message = f'{{"values":{tree}}}' if end is theirs else {"values": tree}
    assert packer.frame(message) == GOLDEN.read_bytes()


def _golden() -> tuple[Any, bytes]:
    ((message, blob),) = ours.FrameReader(1 << 20).feed(GOLDEN.read_bytes())
    return message["values"], blob


@pytest.mark.parametrize("end", [ours, theirs], ids=["judge", "cell"])
def test_both_ends_read_the_golden_bytes(end: Any) -> None:
    tree, blob = _golden()
    for value, back in zip(VALUES, end.unpack(tree, memoryview(blob)), strict=True):
        assert type(back) is type(value)
        if isinstance(value, dict):
            assert [array.tolist() for array in back.values()] == [
                array.tolist() for array in value.values()
            ]
        elif isinstance(value, np.ndarray):
            assert back.dtype == value.dtype
            assert back.tolist() == value.tolist()
        else:
            assert back == value


def test_the_cell_gives_every_test_fresh_arrays() -> None:
    tree, blob = _golden()
    first, second = (theirs.unpack(tree, memoryview(blob))[10]["dW"] for _ in range(2))
    first[:] = -1
    assert second[0, 1] == 1.0


def test_what_cannot_be_sent_is_named() -> None:
    packer = theirs.Packer()
    tree = json.loads(packer.pack([{1}, np.array([None]), np.ma.array([1.0]), object(), 2**10_000]))
    names = [item.type_name for item in ours.unpack(tree, b"")]
    assert names == ["set", "ndarray of object", "MaskedArray", "object", "int"]


@pytest.mark.parametrize(
    "tree",
    [
        {"a": ["<f8", [2], 0]},
        {"a": ["<f8", [-1], 0]},
        {"a": ["<f8", [2**41], 0]},
        {"a": ["<f8", [1.0], 0]},
        {"a": ["<f8", [True], 0]},
        {"a": ["|O", [1], 0]},
        {"a": ["<M8[s]", [1], 0]},
        {"a": ["<f8", [1] * 17, 0]},
        {"a": ["<f8", [1], -8]},
        {"a": "<f8"},
        {"g": ["<f8", 2]},
        {"f": "1"},
        {"i": "9" * 5000},
        {"i": 1},
        {"c": [1]},
        {"c": [1, {"l": []}]},
        {"d": [[{"l": []}, 1]]},
        {"d": [[1]]},
        {"l": 1},
        {"x": 1},
        {},
        {"l": [], "t": []},
        [1, 2],
    ],
)
def test_malformed_values_are_refused(tree: Any) -> None:
    with pytest.raises(ours.WireError):
        ours.unpack(tree, bytes(8))


def test_many_arrays_over_the_same_bytes_are_refused() -> None:
    blob = bytes(1 << 10)
    once = {"a": ["<f8", [1 << 7], 0]}
    assert ours.unpack(once, blob).size == 1 << 7
    for again in (once, {"g": ["<f8", 0]}):
        with pytest.raises(ours.WireError):
            ours.unpack({"l": [once, again]}, blob)


@pytest.mark.parametrize(
    "key",
    [
        lambda i: i * (2**61 - 1),
        lambda i: {"i": str(2**64 * (2**61 - 1) * i)},
        lambda i: {"c": [-1000003.0 * i, float(i)]},
    ],
)
def test_a_dict_of_keys_that_can_be_chosen_to_collide_is_refused(key: Any) -> None:
    pairs = [[key(i), 0] for i in range(1, 3000)]
    assert len(ours.unpack({"d": pairs[:100]}, b"")) == 100
    with pytest.raises(ours.WireError):
        ours.unpack({"d": pairs}, b"")


def test_large_dicts_of_texts_and_whole_numbers_are_read() -> None:
    pairs = [[i if i % 2 else str(i), i] for i in range(3000)]
    assert len(ours.unpack({"d": pairs}, b"")) == 3000


def test_a_deep_value_is_refused() -> None:
    tree: Any = 1
    for _ in range(100):
        tree = {"l": [tree]}
    with pytest.raises(ours.WireError):
        ours.unpack(tree, b"")


def frame(text: bytes, blob: bytes = b"") -> bytes:
    return ours.HEAD.pack(len(text), len(blob)) + text + blob


@pytest.mark.parametrize(
    "text", [b"nan", b'{"x": NaN}', b"[1]", b"\xff", b"{", b"[" * 100_000, b'{"a": 1} x']
)
def test_malformed_messages_are_refused(text: bytes) -> None:
    with pytest.raises(ours.WireError):
        ours.FrameReader(1 << 20).feed(frame(text))


def test_frames_are_cut_wherever_the_bytes_break() -> None:
    stream = frame(b'{"a":1}', b"xyz") + frame(b'{"b":2}')
    for size in (1, 3, 7, len(stream)):
        reader = ours.FrameReader(1 << 20)
        found = [
            item
            for start in range(0, len(stream), size)
            for item in reader.feed(stream[start : start + size])
        ]
        assert found == [({"a": 1}, b"xyz"), ({"b": 2}, b"")]


def test_an_announced_flood_is_over_the_limit_before_it_comes() -> None:
    reader = ours.FrameReader(1000)
    reader.feed(ours.HEAD.pack(10, 2**31))
    assert reader.over_limit


@pytest.mark.parametrize("item", [b"[]", b'{"l":[]}', b"1", b"[[]]"])
def test_many_small_values_are_over_the_limit_before_they_are_made(item: bytes) -> None:
    def message(count: int) -> bytes:
        return frame(b'{"v":{"l":[' + b",".join([item] * count) + b"]}}")

    ((small, _),) = ours.FrameReader(1 << 24).feed(message(40_000))
    assert len(small["v"]["l"]) == 40_000
    for frames in ([message(300_000)], [message(40_000)] * 7):
        reader = ours.FrameReader(1 << 24)
        tracemalloc.start()
        found = [item for data in frames for item in reader.feed(data)]
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert reader.over_limit
        assert len(found) < len(frames)
        assert most < 40 << 20


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from([*"agficltdo", "x"]), inner),
    max_leaves=10,
)


@given(json_values, st.binary(max_size=64))
def test_arbitrary_trees_are_read_or_refused(tree: Any, blob: bytes) -> None:
    with contextlib.suppress(ours.WireError):
        ours.unpack(tree, blob)


@given(st.binary(max_size=200))
def test_arbitrary_bytes_are_read_or_refused(data: bytes) -> None:
    with contextlib.suppress(ours.WireError):
        for message, _ in ours.FrameReader(1 << 16).feed(data):
            json.dumps(message)


def test_an_opaque_value_is_told_by_its_type() -> None:
    assert repr(ours.unpack({"o": "set"}, b"")) == "<set>"
    assert ours.unpack({"o": "x" * 500}, b"") == Opaque("x" * 80)
