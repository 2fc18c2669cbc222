"""What is wrong with a problem, gathered while it is proved."""

from dataclasses import replace

from judge.errors import JudgeError
from judge.spec import Issue, SourceFile
from judge.spec.source import AnyDocument

Field = tuple[str | int, ...]


class PublishError(JudgeError):
    """A problem that has not proved itself; `issues` has every reason found."""

    def __init__(self, issues: list[Issue]) -> None:
        super().__init__("\n".join(map(str, issues)))
        self.issues = issues


class Findings:
    """Issues, which refuse a problem, and warnings, which do not."""

    def __init__(self, source: SourceFile[AnyDocument]) -> None:
        self._source = source
        self.issues: list[Issue] = []
        self.warnings: list[Issue] = []

    def add(self, message: str, *field: str | int, line: int | None = None) -> None:
        """An issue at a field, or at a line of it."""
        self.issues.append(self._at(message, field, line))

    def warn(self, message: str, *field: str | int, line: int | None = None) -> None:
        """A warning at a field, or at a line of it."""
        self.warnings.append(self._at(message, field, line))

    def _at(self, message: str, field: Field, line: int | None) -> Issue:
        issue = self._source.issue(message, *field)
        return replace(issue, line=line) if line else issue

    def stop_if_any(self) -> None:
        """Raises PublishError when there are issues: what comes next builds on what was wrong."""
        if self.issues:
            raise PublishError(self.issues)
