"""The command `nabla check`: the publish gate on files, for people and for programs."""

import argparse
import json
import sys
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

from judge.files import is_below, with_neighbours
from judge.gate.cache import ProofCache, cache_folder
from judge.gate.library import AnySource, Result, prove_all
from judge.gate.progress import Progress, Step
from judge.proof import Proof
from judge.runner import CellPool, SandboxUnavailable
from judge.spec import Issue, load_library
from judge.terminal import printable

_ABOUT = """\
Takes problem files through the publish gate, as the service does before it offers them.

Each fault is a line on standard output, `file:line: field: what is wrong`, and then the
exit status is 1. Lines with `warning:`, on standard error, keep nobody from publishing.

A problem is proved when
  its texts and fields fit the format (`nabla schema`),
  generators and the reference solution give every test its inputs and its result, twice
  the same, within half of the limits,
  no two tests are the same, and no number of a hidden test stands in a text,
  a stated `loss` has the reference's gradients, a `checker` accepts its results,
  the starter fails, and each wrong solution fails with its verdict,
  of the mutants of the reference at most 5 % pass all tests.
A question is proved when each part accepts its own answers and refuses the wrong ones; a lab, when
its setup and its code cells run in order, and its tasks exist.

A mutant is the reference with one mistake in it: a sign, an axis, a dropped transpose. One that
passes every test is named so:

  problem.yaml:72: solution: passes every test (axis-dropped): x.sum(axis=0) -> x.sum()

Add a test that fails for it. If none can, because its results are right too, say so:

  equivalent:
    - mutant: x.sum(axis=0) -> x.sum()
      reason: x has one axis here.

What comes after the arrow will do as its name where only one mutant has it. Put the name in
quotes where YAML would read something else, as in "if n > 0: -> if n >= 0:".
"""


def add_check(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command; it sets `run`, which returns the exit status."""
    check = commands.add_parser(
        "check",
        help="the publish gate on problem files or folders",
        description=_ABOUT,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog=f"Proofs are kept in {cache_folder()} until a problem, the judge or the cells'"
        " libraries change.",
    )
    check.add_argument("paths", nargs="+", type=Path, metavar="PATH")
    check.add_argument("--mutants", action="store_true", help="print a table of the mutants")
    check.add_argument("--json", action="store_true", help="print all results as JSON instead")
    check.add_argument("--no-cache", action="store_true", help="prove everything anew")
    check.set_defaults(run=_check)


def _check(options: argparse.Namespace) -> int:
    begun = time.monotonic()
    missing = [path for path in options.paths if not path.exists()]
    if missing:
        return _fail(f"{missing[0]}:1: there is no such file or folder")
    # Problems may use others that stand beside them: those are read, but not checked.
    library = with_neighbours(options.paths, load_library(*options.paths))
    issues = [issue for issue in library.issues if is_below(issue.file, options.paths)]
    broken = {issue.file for issue in issues}  # a file may load although it names what is not here
    files = [
        file
        for file in library.files
        if is_below(file.path, options.paths) and file.path not in broken
    ]
    if not files and not issues:
        return _fail(f"{options.paths[0]}:1: there is no problem (*.yaml) here")
    output = _Output(options.json, len(files))
    output.issues(issues)
    results: list[Result] = []
    try:
        if files:
            with CellPool.start() as pool:
                kept = None if options.no_cache else ProofCache(cache_folder(), pool.environment)
                for result in prove_all(files, pool, kept, output.progress):
                    results.append(result)
                    output.result(result)
    except SandboxUnavailable as error:
        return _fail(error)
    except KeyboardInterrupt:
        print("\nstopped", file=sys.stderr)
        return 130
    output.end(results, issues, time.monotonic() - begun, options.mutants)
    return 1 if issues or any(result.issues for result in results) else 0


def _fail(message: object) -> int:
    print(printable(str(message)), file=sys.stderr)
    return 1


class _Output:
    """What is printed: issues on standard output, all else on standard error."""

    def __init__(self, as_json: bool, total: int) -> None:
        self._as_json = as_json
        self._total = total
        self._done = 0
        self._live = sys.stderr.isatty()

    def issues(self, issues: list[Issue] | tuple[Issue, ...]) -> None:
        if issues and not self._as_json:
            self._clear()
            print(*(printable(str(issue)) for issue in issues), sep="\n", flush=True)

    def progress(self, source: AnySource, progress: Progress) -> None:
        """One line that is written over, where there is somebody to watch it."""
        if self._live and isinstance(progress, Step):
            at = f"[{self._done + 1}/{self._total}] {source.document.id}"
            text = f"{at}: {progress.name} {progress.done}/{progress.total}"
            print(f"\r\x1b[K{text[:79]}", end="", file=sys.stderr, flush=True)

    def result(self, result: Result) -> None:
        self._done += 1
        self.issues(result.issues)
        self._clear()
        proof = result.proof
        for warning in proof.warnings if proof else ():
            print(printable(_warning(warning)), file=sys.stderr)
        at = f"[{self._done}/{self._total}] {result.source.document.id}"
        if proof is None:
            text = "refused"
        else:
            when = "proved before" if result.cached else f"{proof.seconds:.1f} s"
            text = f"{_count(result.source, proof)}; {when}"
        print(f"{at}: {text}", file=sys.stderr, flush=True)

    def _clear(self) -> None:
        if self._live:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)

    def end(self, results: list[Result], issues: list[Issue], seconds: float, table: bool) -> None:
        refused = sum(bool(r.issues) for r in results) + len({issue.file for issue in issues})
        proved = sum(r.proof is not None for r in results)
        if self._as_json:
            data = {
                "proved": proved,
                "refused": refused,
                "seconds": round(seconds, 3),
                "issues": [asdict(issue) for issue in issues],
                "files": [_to_json(result) for result in _by_number(results)],
            }
            print(json.dumps(data, indent=2))
            return
        if table:
            print(_table(_by_number(results)))
        print(f"{proved} proved, {refused} refused")


def _count(source: AnySource, proof: Proof) -> str:
    match source.document.kind:
        case "problem":
            wrong, mutants = proof.wrong, proof.mutation.total
            seconds = f"{proof.reference_seconds:.3f} of {proof.limit_seconds:g} s"
            memory = f"{proof.reference_mib:.1f} of {proof.limit_mib:g} MiB"
            return (
                f"{proof.tests} tests, {wrong} wrong solutions, {mutants} mutants; the solution"
                f" takes {seconds}, {memory}"
            )
        case "question":
            return f"{proof.tests} answers"
        case "lab":
            return f"{proof.tests} cells"
    return "links"


def _warning(issue: Issue) -> str:
    where = f"{issue.field}: " if issue.field else ""
    return f"{issue.file}:{issue.line}: warning: {where}{issue.message}"


def _by_number(results: list[Result]) -> list[Result]:
    def place(result: Result) -> tuple[str, int]:
        return result.source.document.kind, result.source.document.number

    return sorted(results, key=place)


def _to_json(result: Result) -> dict[str, Any]:
    return {
        "id": result.source.document.id,
        "file": result.source.path,
        "ok": result.proof is not None,
        "cached": result.cached,
        "issues": [asdict(issue) for issue in result.issues],
        "proof": result.proof.to_json() if result.proof else None,
        "mutation": result.mutation.to_json() if result.mutation else None,
    }


def _table(results: list[Result]) -> str:
    """The mutants of each problem, and of all together."""
    head = ("problem", "total", "killed", "equivalent", "surviving")
    rows: list[tuple[object, ...]] = []
    for result in results:
        if result.source.document.kind != "problem":
            continue
        name, found = result.source.document.id, result.mutation
        if found is None:
            rows.append((name, "-", "-", "-", "-"))
        else:
            rows.append((name, found.total, found.killed, found.equivalent, len(found.survivors)))
    counted = [row for row in rows if row[1] != "-"]
    sums = [sum(int(str(row[column])) for row in counted) for column in range(1, len(head))]
    rows.append(("all", *sums))
    wide = max(len(str(row[0])) for row in (head, *rows))
    lines = [
        f"{row[0]!s:{wide}} " + " ".join(f"{item!s:>10}" for item in row[1:])
        for row in (head, *rows)
    ]
    return "\n".join(lines)
