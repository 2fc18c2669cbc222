"""A batch as a child has it: sealed memory, and fresh arrays out of it for each test.

A small array is copied. A large one is a private mapping of the same sealed memory: its pages are
everybody's until one is written to, of which the kernel makes a copy then. So a test pays for what
it changes, not for what it gets, and nothing that it writes is there for the next one.
"""

import json
import math
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

    def value(self, tree: Any) -> Any:
        """What a packed tree stands for; its arrays are fresh and writable."""
        return unpack(tree, self._blob, self._map)

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

    def differs(self, value: Any, tree: Any) -> bool:
        """Whether the program has changed an array that `value(tree)` has given to it.

        Only of arrays up to the size that is watched.
        """
        if type(value) is not np.ndarray:
            return False
        dtype, shape, offset = tree["a"]
        size = math.prod(shape) * KINDS[dtype].itemsize
        if size > self.message["watched"]:
            return False
        if value.nbytes != size:
            return True
        offset += self._begin
        if size < LARGE_BYTES:
            return value.tobytes() != self._memory[offset : offset + size].tobytes()
        # In place: where a page is still the sealed memory's, it is read once for both.
        now = np.ascontiguousarray(value)
        return not is_equal(
            _address(now), _address(np.frombuffer(self._memory, "u1")) + offset, size
        )


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
