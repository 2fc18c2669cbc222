"""A zygote's memory is laid out anew without anybody noticing."""

import subprocess
from pathlib import Path

from judge.runner.launchers.process import cell_python

_JUDGE = Path(__file__).resolve().parents[2] / "judge"
_BEGIN = """
import os, sys
sys.path.insert(0, sys.argv[1])
import numpy as np
from cell import layout

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
layout._has_huge_pages = lambda: True
maps, there = open("/proc/self/maps").read(), huge()
if os.path.exists(layout._SETTING) and "[always]" not in open(layout._SETTING).read():
    assert layout._windows(maps)
    assert layout.move_code(maps) == 0
    assert huge() == there
""")


def test_new_objects_lie_side_by_side_once_the_gaps_are_filled() -> None:
    _run("""
gaps = [bytes(n % 400) for n in range(20_000)]
del gaps[::2]
kept = layout.fill_gaps()
for size in range(48, 513, 16):
    blocks = [bytes(size - 33) for _ in range(20)]
    assert len({id(block) // layout._POOL_BYTES for block in blocks}) <= 2, size
""")
