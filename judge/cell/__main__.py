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

import socket  # noqa: E402

from cell.listen import listen  # type: ignore[import-not-found,unused-ignore]  # noqa: E402
from cell.startup import run_cell  # type: ignore[import-not-found,unused-ignore]  # noqa: E402

# By hand, because what reads command lines would stay loaded, for every child to share.
options = dict(zip(sys.argv[1::2], sys.argv[2::2], strict=True))
try:
    if "--listen" in options:
        listen(options["--listen"], heap)
    else:
        control = socket.socket(fileno=int(options["--control"]))
        run_cell(control, int(options["--number"]), heap, contained=False)
except OSError as error:
    sys.exit(f"{error}")
