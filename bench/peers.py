"""Other judges from PyPI, where somebody has installed them; `make bench ARGS=--peers`.

They are no part of this project's environments. epicbox wants a Docker engine, and older libraries
than ours, so it has an environment of its own. Its image is made from that of a cell, so that both
run the same Python and NumPy:

    python3 -m venv .tools/peers
    .tools/peers/bin/pip install epicbox 'urllib3<2' 'docker<7' 'requests<2.32'
    docker build -t nabla-bench-numpy - <<'END'
    FROM nabla-cell
    USER root
    ENTRYPOINT []
    ENV PATH=/opt/cell/bin:$PATH
    END

DMOJ's judge (`dmoj`) builds a C++ extension: it wants g++, Cython and libseccomp-dev, an
unprivileged user, and `dmoj-autoconf`. It runs whole problems from folders of its own form, so it
is not driven from here: `dmoj-cli -c judge.yml` and its command `submit` print the time it took.
"""

import contextlib
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from bench.items import Items
from bench.output import ROOT

_PYTHON = ROOT / ".tools" / "peers" / "bin" / "python"
_IMAGE = "nabla-bench-numpy"


@contextlib.contextmanager
def items(ours: Items, *, wanted: bool) -> Iterator[dict[str, Callable[[], object]]]:
    """What of them can run here, where it is wanted; what cannot is said."""
    if not wanted:
        yield {}
        return
    if not _PYTHON.exists():
        print("no epicbox: the steps to install it are in bench/peers.py", file=sys.stderr)
        yield {}
        return
    with tempfile.TemporaryDirectory() as folder:
        paths = [str(Path(folder, name)) for name in ("program.py", "inputs.npz")]
        for path, content in zip(paths, ours.program_files(), strict=True):
            Path(path).write_bytes(content)
        command = [str(_PYTHON), str(ROOT / "bench" / "epicbox_runs.py"), _IMAGE, *paths]
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)

        def run() -> None:
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write(b"\n")
            process.stdin.flush()
            if not process.stdout.readline():
                raise RuntimeError("epicbox has ended")

        try:
            run()
        except (OSError, RuntimeError) as error:
            print(f"no epicbox: {error}", file=sys.stderr)
            yield {}
        else:
            yield {"epicbox": run}
        finally:
            process.kill()
            process.communicate()
