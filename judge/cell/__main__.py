"""Start a cell: `python -I judge/cell ...`, by path, with the sandbox environment's interpreter."""

import os
import sys

# The folder itself comes first on the path; put its parent there instead, so that the package can
# be imported under its own name.
sys.path[0] = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))

from cell.zygote import main  # type: ignore[import-not-found,unused-ignore]  # noqa: E402

main()
