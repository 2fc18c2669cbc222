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
from judge.proof import Proof
from judge.published import Published
from judge.spec import Source, SourceFile
from judge.spec.source import AnyDocument

_KEPT_BYTES = 128 << 20


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

    def find(self, source: SourceFile[AnyDocument]) -> Proof | None:
        """How this very text proved itself, with its warnings at where the file is now."""
        try:
            proof = Proof.from_json(json.loads(self._read(source, "json")))
        except (OSError, ValueError, TypeError, KeyError):
            return None
        warnings = tuple(replace(w, file=source.path) for w in proof.warnings)
        return replace(proof, warnings=warnings)

    def find_published(self, source: Source) -> Published | None:
        """A proved problem with all that judging needs."""
        try:
            published = Published.from_bytes(self._read(source, "published"))
        except (OSError, JudgeError):
            return None
        return replace(published, source=source)

    def add(
        self, source: SourceFile[AnyDocument], proof: Proof, published: Published | None = None
    ) -> None:
        """Keep a proof; the oldest ones make room."""
        with contextlib.suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            if published is not None:
                self._write(source, "published", published.to_bytes())
            self._write(source, "json", json.dumps(proof.to_json()).encode())
            self._prune()

    def _path(self, source: SourceFile[AnyDocument], kind: str) -> Path:
        key = hashlib.sha256(f"{source.content_hash} {self._salt}".encode()).hexdigest()
        return self._folder / f"{key}.{kind}"

    def _read(self, source: SourceFile[AnyDocument], kind: str) -> bytes:
        path = self._path(source, kind)
        data = path.read_bytes()
        path.touch()  # what is used stays longest
        return data

    def _write(self, source: SourceFile[AnyDocument], kind: str, data: bytes) -> None:
        with tempfile.NamedTemporaryFile(dir=self._folder, delete=False) as file:
            file.write(data)
        os.replace(file.name, self._path(source, kind))

    def _prune(self) -> None:
        left = _KEPT_BYTES
        found = [(file, file.stat()) for file in self._folder.iterdir()]
        for file, status in sorted(found, key=lambda item: -item[1].st_mtime):
            left -= status.st_size
            if left < 0:
                file.unlink(missing_ok=True)
