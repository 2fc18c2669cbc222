"""Steps that are done once: each leaves a stamp that names what it was built from.

Theory of operation: a step's key is a hash of everything that its product depends on. The stamp
holding that key is removed before the work begins and written after it ended well, so whatever
was interrupted has no stamp and is made again. A stamp lives inside the product (`.venv/.stamps`
for example): a product that is removed or replaced takes its stamps along.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def hash_inputs(files: Iterable[Path], *facts: str, root: Path = ROOT) -> str:
    """Return the sha256 (hex) of files, by name and content, and of further facts.

    A file that does not exist counts as such, so that creating it changes the hash.
    """
    digest = hashlib.sha256()
    for file in sorted(files):
        content = hashlib.sha256(file.read_bytes()).hexdigest() if file.is_file() else "missing"
        digest.update(f"{file.relative_to(root).as_posix()}\0{content}\n".encode())
    for fact in facts:
        digest.update(f"{fact}\0\n".encode())
    return digest.hexdigest()


def walk_files(folder: Path, skip: frozenset[str] = frozenset()) -> Iterator[Path]:
    """Yield the files under `folder`, leaving out folders and files whose name is in `skip`."""
    for entry in os.scandir(folder):
        if entry.name in skip:
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from walk_files(Path(entry.path), skip)
        else:
            yield Path(entry.path)


@dataclass(frozen=True)
class Step:
    """One thing to install or build.

    `title` is shown while it is made, `home` is the folder of its product, `proof` a file that
    exists only when the product does, `key` computes what it depends on, `build` makes it.
    """

    name: str
    title: str
    home: Path
    proof: Path
    key: Callable[[], str]
    build: Callable[[], None]

    @property
    def stamp(self) -> Path:
        """The file that says what the product was built from."""
        return self.home / ".stamps" / self.name

    def is_fresh(self) -> bool:
        """Tell whether the product exists, whole, and was built from what is there now."""
        if not self.proof.exists():
            return False
        try:
            return self.stamp.read_text() == self.key()
        except OSError:
            return False

    def make(self) -> None:
        """Build the product and stamp it. What `build` raises leaves it without a stamp."""
        self.stamp.unlink(missing_ok=True)
        key = self.key()
        self.build()
        self.stamp.parent.mkdir(parents=True, exist_ok=True)
        partial = self.stamp.with_suffix(".partial")
        partial.write_text(key)
        partial.replace(self.stamp)


def make_steps(steps: list[Step]) -> None:
    """Make those of `steps` that are not fresh, in order, saying in a line what is made."""
    for number, step in enumerate(steps, start=1):
        if step.is_fresh():
            continue
        print(f"[{number}/{len(steps)}] {step.title} ...", end="", flush=True)
        started = time.monotonic()
        try:
            step.make()
        except BaseException:
            print(flush=True)
            raise
        print(f" {time.monotonic() - started:.1f} s", flush=True)
