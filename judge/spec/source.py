"""One file's text to a document; what is wrong with it is said by file, line and field."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pydantic import ValidationError

from judge.errors import JudgeError
from judge.spec.checks import Fault, figure_faults, problem_faults, question_faults
from judge.spec.document import Document, DocumentError, Path, read_document
from judge.spec.lab import Course, Lab
from judge.spec.model import FORMAT, Problem
from judge.spec.question import Question

AnyDocument = Problem | Lab | Question | Course
_MAX_ERRORS = 100

D = TypeVar("D", bound=AnyDocument, covariant=True)


@dataclass(frozen=True)
class Issue:
    """Something wrong with a file. `field` is a dotted path, empty for the whole file."""

    file: str
    line: int
    field: str
    message: str

    def __str__(self) -> str:
        where = f"{self.field}: " if self.field else ""
        message = self.message.replace("\n", " ")  # an issue is a line
        return f"{self.file}:{self.line}: {where}{message}"


class SpecError(JudgeError):
    """A file that is not what it should be; `issues` has every reason that was found."""

    def __init__(self, issues: list[Issue]) -> None:
        super().__init__("\n".join(map(str, issues)))
        self.issues = issues


@dataclass(frozen=True)
class SourceFile(Generic[D]):
    """A document and the text it was read from."""

    document: D
    text: str
    path: str
    lines: dict[Path, int]
    content_hash: str
    """Changes whenever the text, what it stands on or the format changes."""

    def issue(self, message: str, *field: str | int) -> Issue:
        """An issue at a field of this file."""
        path: Path = field
        while path and path not in self.lines:
            path = path[:-1]
        return Issue(self.path, self.lines.get(path, 1), ".".join(map(str, field)), message)


@dataclass(frozen=True)
class Used:
    """A problem whose function another one may call."""

    problem: str
    """Its id."""
    function: str
    setup: str
    solution: str
    """The reference."""
    imports: tuple[str, ...]
    """Modules that a solution may import."""

    @property
    def reference(self) -> str:
        """The code that defines its function by the reference."""
        return self.setup + "\n" + self.solution


@dataclass(frozen=True)
class Source(SourceFile[Problem]):
    """A problem and the text it was read from; its hash covers the solutions that it uses."""

    used: tuple[Used, ...] = ()
    """The problems whose functions this one may call."""

    @property
    def references(self) -> tuple[str, ...]:
        """The code that defines the functions of the used problems, by their references."""
        return tuple(used.reference for used in self.used)

    @property
    def problem(self) -> Problem:
        """The problem."""
        return self.document


_KINDS: dict[str, tuple[type[Any], Callable[[Any], Iterator[Fault]]]] = {
    "problem": (Problem, problem_faults),
    "lab": (Lab, lambda lab: figure_faults(lab.figures, lab)),
    "question": (Question, question_faults),
    "course": (Course, lambda course: figure_faults(course.figures, course)),
}


def parse(text: str, path: str) -> SourceFile[AnyDocument]:
    """Read a document of any kind; nothing is linked yet. Raises SpecError."""
    try:
        document = read_document(text)
    except DocumentError as error:
        raise SpecError([Issue(path, error.line, "", error.message)]) from None
    if not isinstance(document.data, dict):
        raise SpecError([Issue(path, 1, "", "a document is a mapping of fields")])
    kind = document.data.get("kind")
    if not isinstance(kind, str) or kind not in _KINDS:
        said = f"there is no kind {kind!r}"[:100] if "kind" in document.data else "is missing"
        message = f"{said}: write one of {', '.join(_KINDS)}"
        raise SpecError([Issue(path, document.line(("kind",)), "kind", message)])
    model, find_faults = _KINDS[kind]
    try:
        parsed = model.model_validate(document.data)
    except ValidationError as error:
        raise SpecError(_issues(error, document, path)) from None
    holder: type[SourceFile[Any]] = Source if kind == "problem" else SourceFile
    source = holder(parsed, text, path, document.lines, digest(text))
    faults = [source.issue(message, *field) for field, message in find_faults(parsed)]
    if faults:
        raise SpecError(sorted(faults, key=lambda issue: issue.line))
    return source


def digest(*texts: str) -> str:
    """A content hash of texts under this format."""
    hashed = hashlib.sha256(f"format {FORMAT}\n".encode())
    for text in texts:
        hashed.update(len(text).to_bytes(8, "little") + text.encode("utf-8", "replace"))
    return hashed.hexdigest()


def _issues(error: ValidationError, document: Document, path: str) -> list[Issue]:
    """One issue a field; where a field may be of several kinds, with what each would ask for."""
    messages: dict[tuple[str | int, ...], list[str]] = {}
    errors = error.errors(include_url=False, include_input=False)[:_MAX_ERRORS]
    for item in errors:
        place = item["loc"]
        # A list seems too short when it is its items that are wrong.
        if item["type"] == "too_short" and any(
            other["loc"][: len(place)] == place for other in errors if other is not item
        ):
            continue
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


def _field(place: Path, data: Any, missing: bool) -> Path:
    """The place in the file, without what pydantic adds for the kinds that a field may be of.

    A kind may be called as a field is, so of all ways to read the place the longest is taken.
    """
    if not place:
        return ()
    part, rest = place[0], place[1:]
    skipped = _field(rest, data, missing)
    indices = range(len(data)) if isinstance(data, list) else ()
    if part in (data if isinstance(data, dict) else indices):
        taken: Path = (part, *_field(rest, data[part], missing))
    else:
        taken = (part,) if missing and not rest else ()
    return max(taken, skipped, key=len)
