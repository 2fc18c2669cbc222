"""Problems, labs, questions and courses of a folder, and the links between them."""

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from judge.spec import document
from judge.spec.lab import (
    Course,
    CourseSection,
    Lab,
    LabLink,
    LabSection,
    ProblemLink,
    QuestionLink,
    TaskItem,
)
from judge.spec.question import Question
from judge.spec.source import (
    AnyDocument,
    Issue,
    Source,
    SourceFile,
    SpecError,
    Used,
    digest,
    parse,
)


@dataclass(frozen=True)
class Library:
    """All documents of a folder by their ids, and what is wrong with files that did not load."""

    sources: dict[str, Source]
    """The problems."""
    issues: tuple[Issue, ...]
    labs: dict[str, SourceFile[Lab]] = field(default_factory=dict)
    questions: dict[str, SourceFile[Question]] = field(default_factory=dict)
    courses: dict[str, SourceFile[Course]] = field(default_factory=dict)
    missing: bool = False
    """Some file names another that is not here: what stands around the folder may have it."""

    @property
    def files(self) -> tuple[SourceFile[AnyDocument], ...]:
        """All that loaded."""
        kinds = (self.sources, self.labs, self.questions, self.courses)
        return tuple(file for kind in kinds for file in kind.values())


def parse_problem(text: str, path: str, others: dict[str, Source] | None = None) -> Source:
    """Read one problem; `others` are those that it may use. Raises SpecError."""
    return link(_problem(text, path), others or {})


def restore(text: str, path: str, content_hash: str, used: tuple[Used, ...]) -> Source:
    """A source that was linked before, from its parts."""
    return replace(_problem(text, path), content_hash=content_hash, used=used)


def _problem(text: str, path: str) -> Source:
    source = parse(text, path)
    if not isinstance(source, Source):
        kind = source.document.kind
        raise SpecError([source.issue(f"a problem is wanted here, this is a {kind}", "kind")])
    return source


def parse_document(
    text: str,
    path: str,
    known: Mapping[str, Mapping[str, SourceFile[AnyDocument]]],
    *,
    lenient: bool = False,
) -> SourceFile[AnyDocument]:
    """Read one document of any kind, linked to those that are `known`: by kind, by id.

    Raises SpecError; with `lenient`, not for missing documents that are only recommended.
    """
    source = parse(text, path)
    if isinstance(source, Source):
        problems = known.get("problem", {}).items()
        source = link(source, {name: s for name, s in problems if isinstance(s, Source)})
    issues = missing_links(source, known)
    if issues and not (lenient and all(map(_is_recommended, issues))):
        raise SpecError(issues)
    return source


def _is_recommended(issue: Issue) -> bool:
    """Whether what is missing is only something to do before."""
    return issue.field.startswith("prerequisites.")


def missing_links(
    source: SourceFile[AnyDocument], known: Mapping[str, Container[str]]
) -> list[Issue]:
    """What the document names that is not among the ids `known` of each kind."""
    return [
        source.issue(f"there is no {' or '.join(kinds)} {name!r}", *path)
        for path, kinds, name in _links(source.document)
        if not any(name in known.get(kind, ()) for kind in kinds)
    ]


def link(source: Source, others: dict[str, Source]) -> Source:
    """Find what the problem uses, and fix its content hash. Raises SpecError."""
    used: list[Used] = []
    issues = []
    for position, name in enumerate(source.problem.uses):
        other = others.get(name)
        if other is None:
            issues.append(source.issue(f"there is no problem {name!r}", "uses", position))
        elif other.problem.uses:
            message = f"{name!r} uses other problems itself, which is not supported"
            issues.append(source.issue(message, "uses", position))
        else:
            their = other.problem
            used.append(
                Used(name, their.function, their.setup, their.solution, their.rules.imports)
            )
    if issues:
        raise SpecError(issues)
    content_hash = digest(source.text, *(their.reference for their in used))
    return replace(source, content_hash=content_hash, used=tuple(used))


def load_library(*paths: Path) -> Library:
    """Read every `*.yaml` below the paths (files or folders); a broken file is an issue."""
    return _Reading().read(_files(paths))


class _Reading:
    """Reads all files first, and links them when all are there."""

    def __init__(self) -> None:
        self._issues: list[Issue] = []
        self._read: dict[str, dict[str, SourceFile[AnyDocument]]] = {}
        self._missing = False

    def read(self, files: Iterable[Path]) -> Library:
        for file in files:
            try:
                self._add(_read(file), file)
            except SpecError as error:
                self._issues.extend(error.issues)
        problems = {s.document.id: s for s in self._of("problem") if isinstance(s, Source)}
        sources = {}
        for name, source in problems.items():
            try:
                linked = link(source, problems)
            except SpecError as error:
                self._issues.extend(error.issues)
                self._missing = True
                continue
            if self._is_linked(linked):
                sources[name] = linked
        whole = [
            file
            for kind in ("lab", "question", "course")
            for file in self._of(kind)
            if self._is_linked(file)
        ]
        return Library(
            sources,
            tuple(self._issues),
            {f.document.id: f for f in whole if isinstance(f.document, Lab)},  # type: ignore[misc]
            {f.document.id: f for f in whole if isinstance(f.document, Question)},  # type: ignore[misc]
            {f.document.id: f for f in whole if isinstance(f.document, Course)},  # type: ignore[misc]
            self._missing,
        )

    def _of(self, kind: str) -> list[SourceFile[AnyDocument]]:
        return list(self._read.get(kind, {}).values())

    def _add(self, source: SourceFile[AnyDocument], file: Path) -> None:
        entry = source.document
        same = self._read.setdefault(entry.kind, {})
        by_number = (other for other in same.values() if other.document.number == entry.number)
        # An id is an address, whatever the kind; numbers are counted by kind.
        by_id = (kind[entry.id] for kind in self._read.values() if entry.id in kind)
        twin = next(by_id, None) or next(by_number, None)
        if entry.id != file.stem:
            self._issues.append(source.issue(f"the file's name says {file.stem!r}", "id"))
        elif twin is not None:
            place = "id" if twin.document.id == entry.id else "number"
            self._issues.append(source.issue(f"taken by {twin.path}", place))
        else:
            same[entry.id] = source

    def _is_linked(self, source: SourceFile[AnyDocument]) -> bool:
        """Whether all that the file cannot do without is there; whatever is not is an issue.

        What is only recommended to do before may be missing.
        """
        issues = missing_links(source, self._read)
        self._issues.extend(issues)
        self._missing = self._missing or bool(issues)
        return all(map(_is_recommended, issues))


def _links(entry: AnyDocument) -> Iterator[tuple[document.Path, tuple[str, ...], str]]:
    """Where a document names another, of which kinds that may be, and its id."""
    kinds = {"lab": ("lab", "problem"), "course": ("course", "lab", "problem")}
    if not isinstance(entry, Question):
        for position, name in enumerate(entry.prerequisites):
            yield ("prerequisites", position), kinds.get(entry.kind, ("problem",)), name
    if isinstance(entry, Lab | Course):
        sections: tuple[LabSection | CourseSection, ...] = entry.sections
        for number, section in enumerate(sections):
            for position, item in enumerate(section.items):
                path = ("sections", number, "items", position)
                match item:
                    case TaskItem():
                        yield (*path, "task"), ("problem",), item.task
                    case LabLink():
                        yield (*path, "lab"), ("lab",), item.lab
                    case ProblemLink():
                        yield (*path, "problem"), ("problem",), item.problem
                    case QuestionLink():
                        yield (*path, "question"), ("question",), item.question


def _read(file: Path) -> SourceFile[AnyDocument]:
    try:
        if not file.is_file():
            raise SpecError([Issue(str(file), 1, "", "this is no file")])
        if file.stat().st_size > document.MAX_BYTES:
            message = f"larger than {document.MAX_BYTES >> 20} MiB"
            raise SpecError([Issue(str(file), 1, "", message)])
        text = file.read_bytes().decode("utf-8")  # The lines end as they end in the file.
    except (OSError, UnicodeDecodeError) as error:
        raise SpecError([Issue(str(file), 1, "", f"cannot be read: {error}")]) from None
    return parse(text, str(file))


def _files(paths: Iterable[Path]) -> list[Path]:
    found: list[Path] = []
    for path in paths:
        found.extend(sorted(path.rglob("*.yaml")) if path.is_dir() else [path])
    return found
