"""Compile requirements/*.in to *.lock: exact versions with hashes, for every platform and Python.

    python3 -m scripts.lock [--upgrade]

The locks name no package index, so that each user's own settings choose it.
"""

from __future__ import annotations

import sys

from scripts import tools
from scripts.tools import LOCKS, OLDEST_PYTHON, Command, SetupError

# In this order: the later ones keep to the versions of the service.
NAMES = ("tools", "service", "dev", "cell")


def main() -> int:
    """Write the locks; options are handed to `uv pip compile`."""
    oldest = ".".join(map(str, OLDEST_PYTHON))
    command: Command = [
        tools.uv(),
        "pip",
        "compile",
        "--quiet",
        "--universal",
        "--python-version",
        oldest,
    ]
    command += ["--generate-hashes", "--custom-compile-command", "make lock", *sys.argv[1:]]
    try:
        for name in NAMES:
            lock = LOCKS / f"{name}.lock"
            tools.run([*command, LOCKS / f"{name}.in", "--output-file", lock])
            print(f"{lock.relative_to(LOCKS.parent)} is up to date")
    except SetupError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
