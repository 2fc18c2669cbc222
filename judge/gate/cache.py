"""Proofs that are kept between runs, by what they depend on.

A proof holds for a text, for what it uses, for the environment of the cells and for this very
judge: change one of them and the problem is proved again.
"""

import contextlib
import hashlib
import json
import os
import tempfile
from dataclasses import replace
from functools import cache
from pathlib import Path

from judge.errors import JudgeError
from judge.published import Published
from judge.spec import Source

_KEPT = 1000


def cache_folder() -> Path:
    """`$NABLA_DATA/proofs` where that is set, else `nabla/proofs` in the user's cache folder."""
    if data := os.environ.get("NABLA_DATA"):
        return Path(data) / "proofs"
    caches = os.environ.get("XDG_CACHE_HOME")
    return (Path(caches) if caches else Path("~/.cache").expanduser()) / "nabla" / "proofs"


@cache
def judge_version() -> str:
    """A digest of the judge's own source."""
    package = Path(__file__).parents[1]
    digest = hashlib.sha256()
    for file in sorted(package.rglob("*.py")):
        digest.update(f"{file.relative_to(package)}\n".encode() + file.read_bytes())
    return digest.hexdigest()


class ProofCache:
    """Proofs in a folder. Files that cannot be read or written count as not there."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        """`environment` is what the cells say of themselves: proofs of others are not found."""
        self._folder = folder
        self._salt = json.dumps([judge_version(), environment], sort_keys=True)

    def find(self, source: Source) -> Published | None:
        """The proof of this very text, with its warnings at where the file is now."""
        path = self._path(source)
        try:
            published = Published.from_bytes(path.read_bytes())
            path.touch()  # what is used stays longest
        except (OSError, JudgeError):
            return None
        if published.content_hash != source.content_hash:
            return None
        warnings = tuple(replace(w, file=source.path) for w in published.proof.warnings)
        return replace(published, source=source, proof=replace(published.proof, warnings=warnings))

    def add(self, published: Published) -> None:
        """Keep a proof; the oldest ones make room."""
        path = self._path(published.source)
        with contextlib.suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=self._folder, delete=False) as file:
                file.write(published.to_bytes())
            os.replace(file.name, path)
            self._prune()

    def _path(self, source: Source) -> Path:
        key = hashlib.sha256(f"{source.content_hash} {self._salt}".encode()).hexdigest()
        return self._folder / f"{key}.proof"

    def _prune(self) -> None:
        files = list(self._folder.iterdir())
        if len(files) > _KEPT:
            files.sort(key=lambda file: file.stat().st_mtime)
            for file in files[: len(files) - _KEPT]:
                file.unlink(missing_ok=True)
