"""`nabla export`: what was published in the browser, back into the problem files.

The text is written byte for byte, and only where it differs. A file is replaced in one step, so
that whoever reads the folder sees the old text or the new one.
"""

import argparse
import os
import re
import tempfile
from collections.abc import Iterable
from pathlib import Path

from api.client.client import Client, ClientError

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_MODE = 0o644


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command's arguments."""
    parser.add_argument(
        "ids", nargs="*", metavar="ID", help="default: every problem that is not withdrawn"
    )
    parser.add_argument(
        "--to",
        type=Path,
        default=Path("problems"),
        metavar="FOLDER",
        help="the folder of problem files (default: problems); a file that is there, in"
        " whatever folder below, keeps its place",
    )


def export(client: Client, ids: Iterable[str], folder: Path) -> list[Path]:
    """Write the current text of each problem that differs from its file; return what was written.

    Raises ClientError; what was written before it stays.
    """
    if not folder.is_dir():
        raise ClientError(f"{folder} is not a folder: name the folder of problems with --to")
    wanted = list(ids) or [row["id"] for row in client.sources() if not row["withdrawn"]]
    for problem_id in wanted:
        if not _SLUG.fullmatch(problem_id):
            raise ClientError(f"{problem_id!r} is not the id of a problem")
    # All places are looked at first: a wrong one is told before anything is written.
    places = {problem_id: _place(folder, problem_id) for problem_id in wanted}
    written = []
    for problem_id, path in places.items():
        text = client.source(problem_id)
        try:
            if path.exists() and path.read_bytes() == text:
                continue
            _replace(path, text)
        except OSError as error:
            raise ClientError(f"cannot write {path}: {error}") from error
        written.append(path)
    return written


def _place(folder: Path, problem_id: str) -> Path:
    """The problem's file, where it is or where it would be. Raises ClientError."""
    found = sorted(folder.rglob(f"{problem_id}.yaml"))
    if len(found) > 1:
        raise ClientError(f"which of these is it: {', '.join(map(str, found))}")
    path = found[0] if found else folder / f"{problem_id}.yaml"
    if not path.resolve().is_relative_to(folder.resolve()):
        raise ClientError(f"{path} leads out of {folder}: it was left as it is")
    return path


def _replace(path: Path, text: bytes) -> None:
    """Write a file in one step, with the mode that it had."""
    target = path.resolve()
    mode = target.stat().st_mode & 0o777 if target.exists() else _MODE
    descriptor, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            os.fchmod(file.fileno(), mode)
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
