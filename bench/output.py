"""Where results go: JSON that the next run is compared with."""

import json
import os
import platform
from collections.abc import Iterable
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]


def about_machine() -> dict[str, Any]:
    """What the figures were measured on and with."""
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": {
            "cores": len(os.sched_getaffinity(0)),
            "processor": _processor(),
            "memory_gib": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30),
            "kernel": ".".join(platform.release().split(".")[:2]),
            "python": platform.python_version(),
            "numpy": version("numpy"),
        },
    }


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def read_json(path: Path) -> dict[str, Any] | None:
    """The results of an earlier run, None without one."""
    try:
        found: dict[str, Any] = json.loads(path.read_text())
    except (OSError, ValueError):
        return None
    return found


def write_json(path: Path, results: dict[str, Any], *, keep: bool = False) -> None:
    """Write results with what they were measured on; `keep`: beside what else is in the file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    earlier = (read_json(path) or {}) if keep else {}
    path.write_text(json.dumps({**earlier, **about_machine(), **results}, indent=2) + "\n")


def replace_between(path: Path, name: str, text: str) -> None:
    """Put `text` where the document has its place, between two comments with that name."""
    begin, end = f"<!-- {name} -->", f"<!-- end of {name} -->"
    before, rest = path.read_text().split(begin)
    path.write_text(f"{before}{begin}\n\n{text}\n{end}{rest.split(end)[1]}")


def markdown(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """A table, its figures to the right."""
    lines = [head, ("---", *("---:" for _ in head[1:])), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)
