"""The commands that need no server: check, judge, schema, doctor."""

import argparse
import json
import os
import sys
import time
from pathlib import Path

from judge.gate import PublishError, publish
from judge.judging import judge
from judge.runner import CellPool, LauncherOptions, SandboxUnavailable
from judge.runner.machine import can_embed, examine
from judge.spec import Library, SpecError, load_library
from judge.spec.schema import schema_text
from judge.terminal import report_text
from judge.verdict import Verdict

_MAX_CODE_BYTES = 256 * 1024


def add_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the commands; each sets `run`, which returns the exit status."""
    check = commands.add_parser("check", help="the publish gate on problem files or folders")
    check.add_argument("paths", nargs="+", type=Path, metavar="PATH")
    check.set_defaults(run=_check)

    one = commands.add_parser("judge", help="judge one file with no server")
    one.add_argument("problem", type=Path, metavar="PROBLEM.yaml")
    one.add_argument("solution", type=Path, metavar="SOLUTION.py")
    one.add_argument("--json", action="store_true", help="print the report as JSON")
    one.set_defaults(run=_judge)

    schema = commands.add_parser("schema", help="the JSON Schema of problem files, for editors")
    schema.add_argument("-o", "--output", type=Path, metavar="FILE", help="instead of stdout")
    schema.set_defaults(run=_schema)

    doctor = commands.add_parser("doctor", help="what this machine offers the sandbox")
    doctor.set_defaults(run=_doctor)


def _fail(message: object) -> int:
    print(message, file=sys.stderr)
    return 1


def _check(options: argparse.Namespace) -> int:
    missing = [path for path in options.paths if not path.exists()]
    if missing:
        return _fail(f"{missing[0]}:1: there is no such file or folder")
    # Problems may use others that stand beside them: those are read, but not checked.
    chosen = load_library(*options.paths)
    library = _with_neighbours(options.paths, chosen)
    issues = [issue for issue in library.issues if _is_below(issue.file, options.paths)]
    wanted = [s for s in library.sources.values() if _is_below(s.path, options.paths)]
    if not any(_is_below(file.path, options.paths) for file in library.files) and not issues:
        return _fail(f"{options.paths[0]}:1: there is no problem (*.yaml) here")
    failed = len({issue.file for issue in issues})
    for issue in issues:
        print(issue)
    try:
        with CellPool.start(cells=1) as pool:
            for number, source in enumerate(wanted, 1):
                begun = time.monotonic()
                progress = f"[{number}/{len(wanted)}] {source.problem.id}"
                try:
                    published = publish(source, pool)
                except PublishError as error:
                    failed += 1
                    print(*error.issues, sep="\n", flush=True)
                    continue
                elapsed = time.monotonic() - begun
                proof = published.proof
                for warning in proof.warnings:
                    print(warning, file=sys.stderr)
                print(
                    f"{progress}: {proof.tests} tests, {proof.wrong} wrong solutions,"
                    f" {proof.mutation.total} mutants, {elapsed:.1f} s",
                    file=sys.stderr,
                    flush=True,
                )
    except SandboxUnavailable as error:
        return _fail(error)
    print(f"{len(wanted) + len({i.file for i in issues}) - failed} proved, {failed} refused")
    return 1 if failed else 0


def _is_below(file: str, paths: list[Path]) -> bool:
    resolved = Path(file).resolve()
    return any(resolved.is_relative_to(path.resolve()) for path in paths)


def _with_neighbours(paths: list[Path], chosen: Library) -> Library:
    """The library with what the chosen files name, from the folders around them."""
    if not chosen.missing:
        return chosen
    folders = {path if path.is_dir() else path.parent for path in paths}
    return load_library(*{_library_root(folder) for folder in folders})


def _library_root(folder: Path) -> Path:
    """The outermost folder around that still looks like a library of problems."""
    root = folder.resolve()
    while root.name != "problems" and any(root.parent.glob("*/*.yaml")):
        root = root.parent
    return root


def _judge(options: argparse.Namespace) -> int:
    try:
        code = _read_solution(options.solution)
        library = _with_neighbours([options.problem], load_library(options.problem))
        source = next(
            (s for s in library.sources.values() if _is_below(s.path, [options.problem])), None
        )
        if source is None:
            issues = [i for i in library.issues if _is_below(i.file, [options.problem])]
            raise SpecError(issues or list(library.issues))
        with CellPool.start(cells=1) as pool:
            report = judge(publish(source, pool), code, pool)
    except (SpecError, PublishError, SandboxUnavailable, OSError, ValueError) as error:
        return _fail(error)
    if options.json:
        print(json.dumps(report.to_json(), indent=2))
    else:
        print(report_text(report.to_json()))
    return 0 if report.verdict is Verdict.ACCEPTED else 1


def _read_solution(path: Path) -> str:
    data = path.read_bytes()
    if len(data) > _MAX_CODE_BYTES:
        raise ValueError(f"{path}: larger than {_MAX_CODE_BYTES >> 10} KiB")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ValueError(f"{path}: not UTF-8: {error}") from None


def _schema(options: argparse.Namespace) -> int:
    if options.output is None:
        print(schema_text(), end="")
        return 0
    try:
        options.output.write_text(schema_text(), "utf-8")
    except OSError as error:
        return _fail(f"{options.output}: cannot be written: {error}")
    return 0


def _doctor(options: argparse.Namespace) -> int:
    sockets = os.environ.get("NABLA_CELL_SOCKETS")
    launcher = LauncherOptions(
        image=os.environ.get("NABLA_CELL_IMAGE") or LauncherOptions.image,
        runtime=os.environ.get("NABLA_CELL_RUNTIME") or None,
        owner="nabla-doctor",
        sockets=Path(sockets) if sockets else None,
    )
    findings = examine(launcher)
    for finding in findings:
        print(f"{'ok     ' if finding.good else 'missing'}  {finding.name:12} {finding.text}")
        if finding.mend:
            print(f"{'':22}{finding.mend}")
    chosen = os.environ.get("NABLA_SANDBOX") or "auto"
    if chosen in ("auto", "process") and not can_embed(findings):
        return _fail("\nNo safe sandbox here: what is missing above is needed, or Docker.")
    try:
        with CellPool.start(cells=1, launcher=chosen, options=launcher) as pool:
            hello, name = pool.hello, pool.launcher
    except SandboxUnavailable as error:
        return _fail(f"\nThe sandbox {chosen!r} does not start: {error}")
    walls = ["system-call filter"]
    walls += [f"Landlock {hello['landlock']}"] if hello["landlock"] else []
    walls += [f"namespaces ({', '.join(hello['namespaces'])})"] if hello["namespaces"] else []
    print(f"\nThe sandbox {name!r} serves: Python {hello['python']}, NumPy {hello['numpy']}.")
    print(f"Walls of a cell: {'; '.join(walls)}.")
    return 0
