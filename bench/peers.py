"""Other judges from PyPI, where somebody has installed them; `make bench ARGS=--peers`.

They are no part of this project's environments. Into the one that the benchmark runs in:

    uv pip install --python .venv/bin/python epicbox    # wants a Docker engine
    docker pull python:3.11-slim && docker build -t nabla-bench-numpy - <<'END'
    FROM python:3.11-slim
    RUN pip install numpy
    END

DMOJ's judge (`dmoj`) builds a C++ extension: it wants g++, Cython and libseccomp-dev, an
unprivileged user, and `dmoj-autoconf`. It runs whole problems from folders of its own form, so it
is not driven from here: `dmoj-cli -c judge.yml` and its command `submit` print the time it took.
"""

import sys
from collections.abc import Callable
from typing import Any

from bench.items import Items

_IMAGE = "nabla-bench-numpy"


def items(ours: Items) -> dict[str, Callable[[], object]]:
    """What of them can run here; what cannot is said."""
    try:
        import epicbox  # type: ignore[import-not-found,unused-ignore]
    except ImportError:
        print("no epicbox: the steps to install it are in bench/peers.py", file=sys.stderr)
        return {}
    epicbox.configure(profiles=[epicbox.Profile("python", _IMAGE)])
    program, inputs = ours.program_files()
    files = [
        {"name": "program.py", "content": program},
        {"name": "inputs.npz", "content": inputs},
    ]
    limits = {"cputime": 10, "memory": 256}

    def run() -> None:
        found: dict[str, Any] = epicbox.run(
            "python", "python3 program.py", files=files, limits=limits
        )
        if found["exit_code"] != 0:
            raise RuntimeError(f"epicbox ended with {found}")

    try:
        run()
    except Exception as error:  # noqa: BLE001  an engine or an image may be missing
        print(f"no epicbox: {error}", file=sys.stderr)
        return {}
    return {"epicbox": run}
