"""A zygote's memory is laid out anew without anybody noticing."""

import subprocess
from pathlib import Path

from judge.runner.launchers.process import cell_python

_JUDGE = Path(__file__).resolve().parents[2] / "judge"
_BEGIN = """
import os, sys
sys.path.insert(0, sys.argv[1])
from cell import heap, layout
row = heap.Heap()
import numpy as np

def huge():
    with open("/proc/self/smaps") as file:
        return sum(int(line.split()[1]) << 10 for line in file if line.startswith("AnonHuge"))

def work():
    x = np.random.default_rng(1).standard_normal((40, 40))
    return float(np.linalg.solve(x, x @ x).sum()), sorted(map(str, range(2000)))[:3]
"""


def _run(program: str) -> None:
    command = [str(cell_python()), "-I", "-c", _BEGIN + program, str(_JUDGE)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_code_runs_on_where_it_was_and_lies_in_huge_pages_or_stays() -> None:
    _run("""
before, there = work(), huge()
maps = open("/proc/self/maps").read()
moved = layout.move_code(maps)
assert moved in (0, sum(size for _, size in layout._windows(maps)))
assert huge() - there >= moved
assert work() == before
for line in open("/proc/self/maps"):
    assert "w" not in line.split()[1] or "x" not in line.split()[1], line
""")


def test_code_is_moved_whatever_the_calls_that_do_it_cost() -> None:
    _run("""
real, seen = layout._faults, []
def faults():
    seen.append(real())
    return seen[-1] + 9 * len(seen)
layout._faults = faults
maps = open("/proc/self/maps").read()
moved = layout.move_code(maps)
taken = [after - before for before, after in zip(seen[::2], seen[1::2])]
windows = layout._windows(maps)
assert moved == sum(size for (_, size), count in zip(windows, taken) if count < 512)
""")


def test_where_no_huge_page_is_to_be_had_the_code_stays_the_files() -> None:
    _run("""
layout.want_huge_pages = lambda address, size: None
layout.has_huge_pages = lambda: True
maps, there = open("/proc/self/maps").read(), huge()
if os.path.exists(heap._SETTING) and "[always]" not in open(heap._SETTING).read():
    assert layout._windows(maps)
    assert layout.move_code(maps) == 0
    assert huge() == there
""")


def test_new_objects_lie_side_by_side_once_the_gaps_are_filled() -> None:
    # Gaps here and there, and such as are given out again in a row, as in a pool that nobody used.
    _run("""
import collections, gc
gaps = [bytes(n % 400) for n in range(20_000)]
rows = [[bytes(size - 33) for _ in range(5)] for size in range(48, 513, 16) for _ in range(400)]
gc.collect()
gc.disable()
del gaps[::2], rows[::50]
kept = layout.fill_gaps()
made = {size: [bytes(size - 33) for _ in range(20)] for size in range(48, 513, 16)}
for size, blocks in made.items():
    pools = collections.Counter(id(block) // layout._POOL_BYTES for block in blocks)
    # What the filling itself needed and gave back may lie elsewhere.
    assert sum(count for _, count in pools.most_common(2)) >= 17, (size, pools)
""")


def test_what_is_loaded_lies_in_one_row_and_in_huge_pages() -> None:
    _run("""
before, there, end = work(), huge(), heap._end()
done = row.settle()
if heap.has_huge_pages():
    begin = row._begin
    assert end - begin > 4 << 20
    assert begin <= id(np.mean) < end and begin <= id(np.linalg.__dict__) < end
    assert huge() - there >= done
    if tuple(map(int, os.uname().release.split(".")[:2])) >= (6, 1):
        assert done > 0
else:
    assert row._begin is None and done == 0
assert work() == before
""")


def test_what_comes_later_lies_elsewhere_and_is_given_back() -> None:
    _run("""
def resident():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * 4096

row.settle()
begin, end = row._begin or 0, heap._end()
for _ in range(3):
    before = resident()
    many = [float(n) for n in range(1_000_000)]
    late = sum(not begin <= id(number) < end for number in many)
    assert late > 800_000
    assert resident() - before > 20 << 20
    del many
    assert resident() - before < 8 << 20
""")


def test_where_the_heap_cannot_grow_or_pieces_may_be_larger_all_stays_as_it_is() -> None:
    _run("""
import resource
allocator = heap._Allocator()
def taken_by():
    heap.ctypes.pythonapi.PyObject_GetArenaAllocator(heap.ctypes.byref(allocator))
    return allocator.take

row.settle()
usual = taken_by()
heap._VERSIONS = ((3, 0), (3, 1))
assert heap.Heap().settle() == 0 and taken_by() == usual
heap._VERSIONS = ((3, 0), (3, 99))
end = heap._end()
resource.setrlimit(resource.RLIMIT_DATA, (32 << 20, 32 << 20))
assert heap.Heap().settle() == 0 and taken_by() == usual and heap._end() == end
""")
