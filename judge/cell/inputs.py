"""A batch as a child has it: sealed memory, and fresh arrays out of it for each test.

A small array is copied. A large one is a private mapping of the same sealed memory: its pages are
everybody's until one is written to, of which the kernel makes a copy then. So a test pays for what
it changes, not for what it gets, and nothing that it writes is there for the next one.
"""

import json
import mmap
import os
from typing import Any

import numpy as np

from .libc import is_equal, map_file, unmap, view
from .wire import HEAD_BYTES, KINDS, LARGE_BYTES, unpack

_parse = json.JSONDecoder().raw_decode


class Inputs:
    """One batch: its message, and the values that its trees stand for."""

    def __init__(self, data: bytes, descriptor: int | None = None) -> None:
        """`data`: one frame; or `descriptor`: of sealed memory that holds it. That stays open."""
        self._descriptor = descriptor
        self._memory = memoryview(data)
        if descriptor is not None:
            size = os.fstat(descriptor).st_size
            self._memory = view(map_file(descriptor, 0, size), size)
        length = int.from_bytes(self._memory[:4], "little")
        self._begin = HEAD_BYTES + length
        self._blob = self._memory[self._begin :]
        message, _ = _parse(str(self._memory[HEAD_BYTES : self._begin], "utf-8"))
        self.message: dict[str, Any] = message
        # Of the test under way: its arrays as they were before the call.
        self._before: dict[str, np.ndarray[Any, Any]] = {}

    def values(self, trees: dict[str, Any]) -> dict[str, Any]:
        """What a test's packed trees stand for, by name; all arrays are fresh and writable."""
        values = {}
        self._before = {}
        for name, tree in trees.items():
            if type(tree) is dict and "a" in tree:
                dtype, shape, offset = tree["a"]
                before = np.ndarray(shape, KINDS[dtype], self._blob, offset)
                self._before[name] = before
                if before.nbytes < LARGE_BYTES:
                    values[name] = before.copy()
                    continue
            values[name] = unpack(tree, self._blob, self._map)
        return values

    def _map(self, dtype: str, shape: list[int], size: int, offset: int) -> Any:
        """A fresh array over the sealed memory, None where it cannot be mapped."""
        if self._descriptor is None:
            return None
        offset += self._begin
        before = offset % mmap.PAGESIZE
        try:
            address = map_file(self._descriptor, offset - before, before + size, fresh=True)
        except OSError:
            return None
        return np.asarray(_Mapping(address, before, size, dtype, shape))

    def changed(self, values: dict[str, Any]) -> list[str]:
        """Which arrays that `values` gave last the program has changed.

        Only of arrays up to the size that is watched.
        """
        watched = self.message["watched"]
        return [
            name
            for name, before in self._before.items()
            if before.nbytes <= watched and _differs(values[name], before)
        ]


def _differs(array: "np.ndarray[Any, Any]", before: "np.ndarray[Any, Any]") -> bool:
    if array.nbytes != before.nbytes:
        return True
    if before.nbytes < LARGE_BYTES:
        return array.tobytes() != before.tobytes()
    # In place: where a page is still the sealed memory's, it is read once for both.
    now = np.ascontiguousarray(array)
    return not is_equal(_address(now), _address(before), before.nbytes)


class _Mapping:
    """Memory that an array lies in; it is given back when the last array in it has gone."""

    def __init__(self, address: int, before: int, size: int, dtype: str, shape: list[int]) -> None:
        self._mapped = (address, before + size)
        data = (address + before, False)
        self.__array_interface__ = {
            "version": 3, "data": data, "typestr": dtype, "shape": tuple(shape),
        }  # fmt: skip

    def __del__(self) -> None:
        unmap(*self._mapped)


def _address(array: "np.ndarray[Any, Any]") -> int:
    return array.__array_interface__["data"][0]  # type: ignore[no-any-return]
