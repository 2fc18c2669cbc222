"""Start a cell, by path and with the sandbox environment's interpreter: `python -I judge/cell ...`

--control FD --number N    one cell, for the judge that started it
--listen SOCKET            one cell at a time, for the judge that connects, in a container
"""

import os
import sys

# The folder itself comes first on the path; its parent is wanted, so that the package can be
# imported under its own name.
sys.path[0] = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))

from cell.heap import Heap  # type: ignore[import-not-found,unused-ignore]  # noqa: E402

heap = Heap()  # before all that shall lie there is loaded

import argparse  # noqa: E402
import socket  # noqa: E402

from cell.listen import listen  # type: ignore[import-not-found,unused-ignore]  # noqa: E402
from cell.startup import run_cell  # type: ignore[import-not-found,unused-ignore]  # noqa: E402

arguments = argparse.ArgumentParser(prog="cell")
arguments.add_argument("--control", type=int)
arguments.add_argument("--number", type=int, default=0)
arguments.add_argument("--listen")
options = arguments.parse_args()
try:
    if options.listen:
        listen(options.listen, heap)
    else:
        control = socket.socket(fileno=options.control)
        run_cell(control, options.number, heap, contained=False)
except OSError as error:
    sys.exit(f"{error}")
