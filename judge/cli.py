"""The commands that need no server: check, judge, schema, doctor."""

import argparse
import json
import os
import sys
from pathlib import Path

from judge.check import add_check
from judge.files import is_below, with_neighbours
from judge.gate import PublishError, publish
from judge.gate.cache import ProofCache, cache_folder
from judge.judging import judge
from judge.runner import CellPool, LauncherOptions, SandboxUnavailable
from judge.runner.machine import can_embed, examine
from judge.spec import SpecError, load_library
from judge.spec.schema import schema_text
from judge.terminal import printable, report_text
from judge.verdict import Verdict

_MAX_CODE_BYTES = 256 * 1024


def add_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the commands; each sets `run`, which returns the exit status."""
    add_check(commands)

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
    print(printable(str(message)), file=sys.stderr)
    return 1


def _judge(options: argparse.Namespace) -> int:
    try:
        code = _read_solution(options.solution)
        library = with_neighbours([options.problem], load_library(options.problem))
        source = next(
            (s for s in library.sources.values() if is_below(s.path, [options.problem])), None
        )
        if source is None:
            issues = [i for i in library.issues if is_below(i.file, [options.problem])]
            raise SpecError(issues or list(library.issues))
        with CellPool.start(cells=1) as pool:
            cache = ProofCache(cache_folder(), pool.environment)
            published = cache.find_published(source)
            if published is None:
                published = publish(source, pool)
                cache.add(source, published.proof, published)
            report = judge(published, code, pool)
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
    walls = (
        [f"container by {launcher.runtime or 'the default runtime'}"] if name == "docker" else []
    )
    walls += ["system-call filter"]
    walls += [f"Landlock {hello['landlock']}"] if hello["landlock"] else []
    walls += [f"namespaces ({', '.join(hello['namespaces'])})"] if hello["namespaces"] else []
    print(f"\nThe sandbox {name!r} serves: Python {hello['python']}, NumPy {hello['numpy']}.")
    print(f"Walls of a cell: {'; '.join(walls)}.")
    return 0
