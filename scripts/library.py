"""Write problems/README.md: every document of the library, and how it has proved itself.

.venv/bin/python -m scripts.library
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

from judge.gate.library import Result, prove_all
from judge.runner import CellPool
from judge.spec import load_library

FOLDER = Path(__file__).parents[1] / "problems"
PAGE = FOLDER / "README.md"
SUBJECTS = {
    "calculus-lab": ("0", "The lab on calculus and gradients"),
    "calculus-guide": ("1", "The guide to calculus for machine learning"),
    "backpropagation": ("2", "Question 177"),
    "autodiff": ("3", "The question book on automatic differentiation"),
    "applications": ("4", "Applications"),
    "bug-hunts": ("", "Bug hunts"),
}
"""Folders in their order, with the number of the seed that each grew from."""
_INTRO = """# The library

Written by `python -m scripts.library`, and held to the truth by the tests. *Hidden* counts hidden
tests of a problem, parts of a question, tasks of a lab; *killed* the mutants of the reference
solution that a test catches, *equivalent* those that are right too, with a reason in the file.
"""


def library_page(results: Iterable[Result]) -> str:
    """The page, from what the gate found."""
    rows: dict[str, list[tuple[str, int, str]]] = {name: [] for name in SUBJECTS}
    for result in results:
        document = result.source.document
        folder = Path(result.source.path).resolve().relative_to(FOLDER).parts[0]
        rows[folder].append((document.kind, document.number, _row(folder, result)))
    lines = [_INTRO]
    for folder, (_, title) in SUBJECTS.items():
        lines += [
            f"## {title}",
            "",
            "| seed | item | kind | hidden | mutants | killed | equivalent | survivors |",
            "| --- | --- | --- | --- | --- | --- | --- | --- |",
            *(row for _, _, row in sorted(rows[folder])),
            "",
        ]
    return "\n".join(lines)


def _row(folder: str, result: Result) -> str:
    document = result.source.document
    seed = SUBJECTS[folder][0] or "–"
    path = Path(result.source.path).resolve().relative_to(FOLDER)
    item = f"[{document.number}. {document.title}]({path})"
    counts = ["–"] * 4
    match document.kind:
        case "problem":
            assert result.proof is not None
            found = result.proof.mutation
            numbers = (found.total, found.killed, found.equivalent, len(found.survivors))
            counts = list(map(str, numbers))
            hidden = str(result.proof.tests - len(document.examples))
        case "question":
            hidden = str(len(document.parts))
        case "lab":
            hidden = str(len(document.tasks))
        case _:
            hidden = "–"
    return f"| {seed} | {item} | {document.kind} | {hidden} | {' | '.join(counts)} |"


def main() -> int:
    """Prove everything and write the page; 1 if something does not prove itself."""
    library = load_library(FOLDER)
    with CellPool.start() as pool:
        results = list(prove_all(library.files, pool, None, lambda source, progress: None))
    issues = [*library.issues, *(issue for result in results for issue in result.issues)]
    for issue in issues:
        print(issue, file=sys.stderr)
    if issues:
        return 1
    PAGE.write_text(library_page(results))
    return 0


if __name__ == "__main__":
    sys.exit(main())
