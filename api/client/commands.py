"""The commands that speak with a server: submit, run, problems, pull, watch, export."""

import argparse
import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from api.client import export
from api.client.client import Client, ClientError
from api.problems.schemas import ProblemDetail
from api.submissions.schemas import Submission
from judge.terminal import report_text

DEFAULT_URL = "http://127.0.0.1:8000"
_LOOK_SECONDS = 0.2
_SETTLE_SECONDS = 0.1


def add_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the commands; each sets `run`, which returns the exit status. Raise ClientError."""
    submit = commands.add_parser(
        "submit", help="submit a solution to a server and wait for the verdict"
    )
    _add_solution(submit)
    submit.set_defaults(run=_told(_submit))

    run = commands.add_parser("run", help="run a solution on the examples or on own inputs")
    _add_solution(run)
    run.add_argument(
        "--inputs",
        metavar="FILE.json",
        help="a JSON list of objects, one a case, with a value for each parameter; - for stdin",
    )
    run.set_defaults(run=_told(_run))

    problems = commands.add_parser("problems", help="list a server's problems")
    problems.add_argument("query", nargs="?", default="", help="words to search for")
    for name in ("topic", "tag", "difficulty", "status"):
        problems.add_argument(f"--{name}", default="")
    problems.add_argument("--json", action="store_true", help="one JSON object a line")
    problems.set_defaults(run=_told(_problems))

    pull = commands.add_parser("pull", help="fetch a problem's statement and starter code")
    pull.add_argument("problem", metavar="PROBLEM-ID")
    pull.add_argument("--to", type=Path, metavar="FOLDER", help="default: the problem's id")
    pull.set_defaults(run=_told(_pull))

    watch = commands.add_parser("watch", help="run a solution each time it is saved")
    _add_solution(watch)
    watch.add_argument("--submit", action="store_true", help="submit instead of running")
    watch.set_defaults(run=_told(_watch))

    exporting = commands.add_parser("export", help="write what admins published to problem files")
    export.add_arguments(exporting)
    exporting.set_defaults(run=_told(_export))


def _add_solution(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("problem", metavar="PROBLEM-ID")
    parser.add_argument("solution", metavar="SOLUTION.py")
    parser.add_argument("--timeout", type=float, default=300.0, metavar="SECONDS")
    parser.add_argument("--json", action="store_true", help="print the submission as JSON")


def _told(command: Callable[[argparse.Namespace], int]) -> Callable[[argparse.Namespace], int]:
    """The command, with failures told in a line on stderr and exit status 2."""

    def run(options: argparse.Namespace) -> int:
        try:
            return command(options)
        except ClientError as error:
            print(f"nabla: {error}", file=sys.stderr)
            return 2
        except KeyboardInterrupt:
            return 130

    return run


def _client() -> Client:
    token = os.environ.get("NABLA_TOKEN")
    if not token:
        raise ClientError(
            "set NABLA_TOKEN to a token of yours: make one on your account's page or by"
            " POST /api/v1/me/tokens"
        )
    return Client(os.environ.get("NABLA_URL") or DEFAULT_URL, token)


def _read(path: str) -> str:
    try:
        return sys.stdin.read() if path == "-" else Path(path).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ClientError(f"cannot read {path}: {error}") from error


def _submit(options: argparse.Namespace) -> int:
    client, code = _client(), _read(options.solution)
    with _Progress() as progress:
        done = client.submit(
            options.problem, code, timeout_seconds=options.timeout, on_progress=progress.show
        )
    return _print(done, as_json=options.json)


def _run(options: argparse.Namespace) -> int:
    client, code = _client(), _read(options.solution)
    inputs = _inputs(options.inputs) if options.inputs else None
    with _Progress() as progress:
        done = client.run(
            options.problem,
            code,
            inputs,
            timeout_seconds=options.timeout,
            on_progress=progress.show,
        )
    return _print(done, as_json=options.json, shown=True)


def _inputs(path: str) -> list[dict[str, Any]]:
    try:
        found = json.loads(_read(path))
    except (ValueError, RecursionError) as error:
        raise ClientError(f"{path} is not JSON: {error}") from error
    rows = found if isinstance(found, list) else [found]
    if not rows or not all(isinstance(row, dict) for row in rows):
        raise ClientError(f"{path} should hold a list of objects, one a case")
    return rows


def _print(done: Submission, *, as_json: bool, shown: bool = False) -> int:
    report = done.model_dump(mode="json")
    print(json.dumps(report, indent=2) if as_json else report_text(report, results=shown))
    return 0 if done.verdict == "accepted" else 1


class _Progress:
    """One line on stderr that says how far judging is; nothing where that is no terminal."""

    def __init__(self) -> None:
        self._live = sys.stderr.isatty()
        self._width = 0

    def show(self, found: Submission) -> None:
        """Say how far it is."""
        if not self._live:
            return
        text = "waiting for a free cell"
        if found.status == "running":
            of = f" of {found.total}" if found.total else ""
            text = f"judging: {len(found.tests)}{of} tests"
        print(f"\r{text:<{self._width}}", end="", file=sys.stderr, flush=True)
        self._width = len(text)

    def __enter__(self) -> "_Progress":
        return self

    def __exit__(self, *_: object) -> None:
        if self._width:
            print("\r" + " " * self._width + "\r", end="", file=sys.stderr, flush=True)


def _problems(options: argparse.Namespace) -> int:
    found = _client().problems(
        q=options.query,
        topic=options.topic,
        tag=options.tag,
        difficulty=options.difficulty,
        status=options.status,
    )
    count = 0
    for item in found:
        count += 1
        if options.json:
            print(item.model_dump_json())
            continue
        mark = {"solved": "x", "attempted": "."}.get(item.status or "", " ")
        print(f"[{mark}] {item.number or '':>4}  {item.id:32} {item.difficulty:7} {item.title}")
    if not count and not options.json:
        print("no problem is like that")
    return 0


def _pull(options: argparse.Namespace) -> int:
    problem = _client().problem(options.problem)
    folder: Path = options.to or Path(problem.id)
    files = {"README.md": _statement(problem), "solution.py": problem.starter}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            path = folder / name
            if path.exists() and name == "solution.py":
                print(f"{path} is there already: left as it is")
                continue
            path.write_text(content, "utf-8")
            print(f"{path}")
    except OSError as error:
        raise ClientError(f"cannot write: {error}") from error
    print(f"Next: nabla watch {problem.id} {folder / 'solution.py'}")
    return 0


def _export(options: argparse.Namespace) -> int:
    written = export.export(_client(), options.ids, options.to)
    for path in written:
        print(path)
    print(f"{len(written)} written" if written else "every file is as it was published")
    return 0


def _statement(problem: ProblemDetail) -> str:
    lines = [f"# {problem.number}. {problem.title}" if problem.number else f"# {problem.title}"]
    lines += ["", problem.statement.strip(), "", "## Signature", ""]
    lines += [f"- `{p.name}`: `{p.type}`, {p.about}" for p in problem.parameters]
    lines += [f"- returns `{problem.returns.type}`, {problem.returns.about}"]
    if problem.constraints:
        lines += ["", "## Constraints", "", *(f"- {line}" for line in problem.constraints)]
    for example in problem.examples:
        lines += ["", f"## Example: {example.name}", "", "```"]
        lines += [f"{name} = {value.text}" for name, value in example.inputs.items()]
        lines += [f"# expected: {example.expected.text}", "```"]
    return "\n".join(lines) + "\n"


def _watch(options: argparse.Namespace) -> int:
    client = _client()
    judge = client.submit if options.submit else client.run
    path = Path(options.solution)
    _read(str(path))
    print(f"Watching {path}; each time it is saved, it is judged. Ctrl-C ends.")
    seen: tuple[int, int] | None = None
    while True:
        now = _stamp(path)
        if now is None or now == seen:
            time.sleep(_LOOK_SECONDS)
            continue
        # An editor may write in several steps: look again once it rests.
        time.sleep(_SETTLE_SECONDS)
        if _stamp(path) != now:
            continue
        seen = now
        try:
            with _Progress() as progress:
                done = judge(
                    options.problem,
                    _read(str(path)),
                    timeout_seconds=options.timeout,
                    on_progress=progress.show,
                )
            print(time.strftime("%H:%M:%S"), end=" ")
            _print(done, as_json=options.json, shown=not options.submit)
        except ClientError as error:
            if error.status in (401, 403, 404):
                raise
            print(f"nabla: {error}", file=sys.stderr)
        sys.stdout.flush()


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size
