"""Problem files to problems; what is wrong with a file is said by file, line and field."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from judge.errors import JudgeError
from judge.spec.checks import problem_faults
from judge.spec.document import Document, DocumentError, read_document
from judge.spec.model import FORMAT, Problem


@dataclass(frozen=True)
class Issue:
    """Something wrong with a problem file. `field` is a dotted path, empty for the whole file."""

    file: str
    line: int
    field: str
    message: str

    def __str__(self) -> str:
        where = f"{self.field}: " if self.field else ""
        return f"{self.file}:{self.line}: {where}{self.message}"


class SpecError(JudgeError):
    """A file that is not a problem; `issues` has every reason that was found."""

    def __init__(self, issues: list[Issue]) -> None:
        super().__init__("\n".join(map(str, issues)))
        self.issues = issues


@dataclass(frozen=True)
class Source:
    """A problem and the text it was read from."""

    problem: Problem
    text: str
    path: str
    lines: dict[tuple[str | int, ...], int]
    content_hash: str
    """Changes whenever the text, a solution it uses or the format changes."""
    used: tuple[str, ...] = ()
    """The reference solutions of the problems that this one may call."""

    def issue(self, message: str, *field: str | int) -> Issue:
        """An issue at a field of this file."""
        path: tuple[str | int, ...] = field
        while path and path not in self.lines:
            path = path[:-1]
        return Issue(self.path, self.lines.get(path, 1), ".".join(map(str, field)), message)


@dataclass(frozen=True)
class Library:
    """All problems of a folder, and what is wrong with the files that did not load."""

    sources: dict[str, Source]
    issues: tuple[Issue, ...]


def parse_problem(text: str, path: str, others: dict[str, Source] | None = None) -> Source:
    """Read one problem; `others` are those that it may use. Raises SpecError."""
    return link(_parse(text, path), others or {})


def restore(text: str, path: str, content_hash: str, used: tuple[str, ...]) -> Source:
    """A source that was linked before, from its parts."""
    return replace(_parse(text, path), content_hash=content_hash, used=used)


def _parse(text: str, path: str) -> Source:
    try:
        document = read_document(text)
    except DocumentError as error:
        raise SpecError([Issue(path, error.line, "", error.message)]) from None
    if not isinstance(document.data, dict):
        raise SpecError([Issue(path, 1, "", "a problem is a mapping of fields")])
    try:
        problem = Problem.model_validate(document.data)
    except ValidationError as error:
        raise SpecError(_issues(error, document, path)) from None
    source = Source(problem, text, path, document.lines, "")
    faults = [source.issue(message, *field) for field, message in problem_faults(problem)]
    if faults:
        raise SpecError(sorted(faults, key=lambda issue: issue.line))
    return source


def _issues(error: ValidationError, document: Document, path: str) -> list[Issue]:
    """One issue a field; where a field may be of several kinds, with what each would ask for."""
    messages: dict[tuple[str | int, ...], list[str]] = {}
    for item in error.errors(include_url=False, include_input=False):
        message = item["msg"].removeprefix("Value error, ")
        if item["type"] == "extra_forbidden":
            message = "there is no such field"
        field = _field(item["loc"], document.data, item["type"] == "missing")
        said = messages.setdefault(field, [])
        if message not in said:
            said.append(message)
    issues = [
        Issue(path, document.line(field), ".".join(map(str, field)), "; or ".join(said))
        for field, said in messages.items()
    ]
    return sorted(issues, key=lambda issue: issue.line)


def _field(place: tuple[str | int, ...], data: Any, missing: bool) -> tuple[str | int, ...]:
    """The place in the file, without what pydantic adds for the kinds that a field may be of."""
    field: list[str | int] = []
    for number, part in enumerate(place, 1):
        indices = range(len(data)) if isinstance(data, list) else ()
        if part in (data if isinstance(data, dict) else indices):
            data = data[part]
        elif not (missing and number == len(place)):
            continue
        field.append(part)
    return tuple(field)


def link(source: Source, others: dict[str, Source]) -> Source:
    """Find what the problem uses, and fix its content hash. Raises SpecError."""
    used: list[str] = []
    issues = []
    for position, name in enumerate(source.problem.uses):
        other = others.get(name)
        if other is None:
            issues.append(source.issue(f"there is no problem {name!r}", "uses", position))
        elif other.problem.uses:
            message = f"{name!r} uses other problems itself, which is not supported"
            issues.append(source.issue(message, "uses", position))
        else:
            used.append(other.problem.setup + "\n" + other.problem.solution)
    if issues:
        raise SpecError(issues)
    digest = hashlib.sha256(f"format {FORMAT}\n".encode())
    for text in (source.text, *used):
        digest.update(len(text).to_bytes(8, "little") + text.encode("utf-8", "replace"))
    return replace(source, content_hash=digest.hexdigest(), used=tuple(used))


def load_library(*paths: Path) -> Library:
    """Read every `*.yaml` below the paths (files or folders); a broken file is an issue."""
    read: dict[str, Source] = {}
    numbers: dict[int, Source] = {}
    issues: list[Issue] = []
    for file in _files(paths):
        try:
            source = _read(file)
        except SpecError as error:
            issues.extend(error.issues)
            continue
        problem = source.problem
        twin = read.get(problem.id) or numbers.get(problem.number)
        if problem.id != file.stem:
            issues.append(source.issue(f"the file's name says {file.stem!r}", "id"))
        elif twin is not None:
            field = "id" if twin.problem.id == problem.id else "number"
            issues.append(source.issue(f"taken by {twin.path}", field))
        else:
            read[problem.id] = source
            numbers[problem.number] = source
    linked: dict[str, Source] = {}
    for name, source in read.items():
        try:
            linked[name] = link(source, read)
        except SpecError as error:
            issues.extend(error.issues)
    return Library(linked, tuple(issues))


def _read(file: Path) -> Source:
    try:
        text = file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SpecError([Issue(str(file), 1, "", f"cannot be read: {error}")]) from None
    return _parse(text, str(file))


def _files(paths: Iterable[Path]) -> list[Path]:
    found: list[Path] = []
    for path in paths:
        found.extend(sorted(path.rglob("*.yaml")) if path.is_dir() else [path])
    return found
