"""A process with NumPy loaded that forks for each run and holds nothing back: the floor.

    python -I floor.py PROGRAM.py INPUTS.npz FUNCTION TESTS            a run for each line read
    python -I floor.py PROGRAM.py INPUTS.npz FUNCTION TESTS SECONDS    how many it can; prints it

It has loaded nothing but what the tests want, so that a fork costs as little as it can. Run by the
sandbox's interpreter, apart from the benchmark, which is a large process.
"""

import os
import sys
import time
from typing import Any

import numpy as np


def run(code: str, function: str, cases: list[list[Any]]) -> None:
    """Fork; the child loads the code and calls it with fresh copies of each test's inputs."""
    pid = os.fork()
    if pid == 0:
        space: dict[str, Any] = {}
        exec(compile(code, "solution.py", "exec"), space)
        for case in cases:
            space[function](*(v.copy() if isinstance(v, np.ndarray) else v for v in case))
        os._exit(0)
    if os.waitpid(pid, 0)[1]:
        raise RuntimeError("the program failed")


def main() -> None:
    """Serve until the input ends, or for so many seconds."""
    program, inputs, function, tests, *seconds = sys.argv[1:]
    with open(program) as file:
        code = file.read()
    arrays = np.load(inputs)
    cases: dict[str, list[Any]] = {}
    for name in arrays.files:  # "3.eps": of the fourth test
        array = arrays[name]
        cases.setdefault(name.partition(".")[0], []).append(array if array.ndim else array[()])
    rows = list(cases.values())[: int(tests)]
    if not seconds:
        for _ in sys.stdin:
            run(code, function, rows)
            print(flush=True)
        return
    count, end = 0, time.monotonic() + float(seconds[0])
    while time.monotonic() < end:
        run(code, function, rows)
        count += 1
    print(count)


if __name__ == "__main__":
    main()
