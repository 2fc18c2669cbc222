"""The calls of the REST API that a candidate's programs make, with types in and out."""

import json
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable, Iterator
from typing import Any, TypeVar
from urllib.parse import quote, urlencode, urlsplit

from pydantic import BaseModel, ValidationError

from api.problems.schemas import ProblemDetail, ProblemItem
from api.submissions.schemas import Mode, Submission

_WAIT_SECONDS = 20
_TRIES = 4
_PAUSE_SECONDS = 0.3
_MAX_ANSWER_BYTES = 64 << 20
# What may pass by itself: the service is restarting, busy, or behind a proxy that is.
_PASSING = frozenset({429, 502, 503, 504})

Model = TypeVar("Model", bound=BaseModel)
OnProgress = Callable[[Submission], None]


class ClientError(Exception):
    """A call that failed for good; says what happened. `status` is HTTP's, None without one."""

    def __init__(self, message: str, status: int | None = None) -> None:
        super().__init__(message)
        self.status = status


class Gone(ClientError):
    """No verdict in the time given; the submission is judged all the same."""


class _SameServer(urllib.request.HTTPRedirectHandler):
    """Follows no redirect to elsewhere: the token would go there too."""

    def redirect_request(self, req: urllib.request.Request, *given: Any) -> Any:
        """Return the request to make instead, None for none."""
        old, new = urlsplit(req.full_url), urlsplit(given[-1])
        if (old.scheme, old.netloc) != (new.scheme, new.netloc):
            return None
        return super().redirect_request(req, *given)


_open = urllib.request.build_opener(_SameServer).open


class Client:
    """One server and one user. Every method raises ClientError.

    A call that meets a restart or a rate limit is made again, a few times; submissions carry an
    Idempotency-Key, so that being sent twice counts once.
    """

    def __init__(self, url: str, token: str) -> None:
        """`url`: the server's, such as `http://127.0.0.1:8000`; `token`: one with scopes."""
        if not url.startswith(("http://", "https://")):
            raise ClientError(f"this is not an http address: {url}")
        self._base = f"{url.rstrip('/')}/api/v1"
        self._token = token

    def problems(self, **filters: str) -> Iterator[ProblemItem]:
        """The catalogue, by number. `filters`: q, topic, tag, difficulty, status..."""
        query = {name: value for name, value in filters.items() if value}
        while True:
            page = self._call("GET", f"/problems?{urlencode({**query, 'limit': 200})}")
            for item in page["items"]:
                yield _parse(ProblemItem, item)
            if not page["next"]:
                return
            query["cursor"] = page["next"]

    def problem(self, problem_id: str) -> ProblemDetail:
        """All that a candidate may see of a problem."""
        return _parse(ProblemDetail, self._call("GET", f"/problems/{quote(problem_id, safe='')}"))

    def submit(
        self,
        problem_id: str,
        code: str,
        *,
        timeout_seconds: float = 300.0,
        on_progress: OnProgress | None = None,
    ) -> Submission:
        """Submit and wait for the verdict. Raises Gone when it does not come in time."""
        return self._judge("submit", problem_id, {"code": code}, timeout_seconds, on_progress)

    def run(
        self,
        problem_id: str,
        code: str,
        inputs: list[dict[str, Any]] | None = None,
        *,
        timeout_seconds: float = 300.0,
        on_progress: OnProgress | None = None,
    ) -> Submission:
        """Run on the examples, or on inputs of one's own; never counts as an attempt."""
        body: dict[str, Any] = {"code": code}
        if inputs is not None:
            body["inputs"] = inputs
        return self._judge("run", problem_id, body, timeout_seconds, on_progress)

    def submission(self, submission_id: str, wait_seconds: float = 0) -> Submission:
        """One of one's own submissions, after `wait_seconds` (30 at most) or once it is done."""
        path = f"/submissions/{quote(submission_id, safe='')}?wait={wait_seconds:g}"
        return _parse(Submission, self._call("GET", path))

    def sources(self) -> Iterator[dict[str, Any]]:
        """All problems as admins list them, withdrawn ones too; needs the scope `author`."""
        cursor = ""
        while True:
            query = urlencode({"limit": 200, **({"cursor": cursor} if cursor else {})})
            page = self._call("GET", f"/admin/problems?{query}")
            yield from page["items"]
            if not page["next"]:
                return
            cursor = page["next"]

    def source(self, problem_id: str) -> bytes:
        """The text of a problem's current version, byte for byte; needs the scope `author`."""
        path = f"/admin/problems/{quote(problem_id, safe='')}/source"
        text: bytes = self._call("GET", path, read=bytes)
        return text

    def _judge(
        self,
        mode: Mode,
        problem_id: str,
        body: dict[str, Any],
        timeout_seconds: float,
        on_progress: OnProgress | None,
    ) -> Submission:
        deadline = time.monotonic() + timeout_seconds
        what = "submissions" if mode == "submit" else "runs"
        # Short waits while somebody watches, so that there is something to see.
        wait = 1 if on_progress else _WAIT_SECONDS
        found = _parse(
            Submission,
            self._call(
                "POST",
                f"/problems/{quote(problem_id, safe='')}/{what}?wait={wait}",
                body,
                {"Idempotency-Key": str(uuid.uuid4())},
            ),
        )
        while found.status != "done":
            if on_progress is not None:
                on_progress(found)
            left = deadline - time.monotonic()
            if left <= 0:
                raise Gone(f"no verdict after {timeout_seconds:g} s: submission {found.id}")
            found = self.submission(found.id, min(wait, left))
        return found

    def _call(
        self,
        method: str,
        path: str,
        body: dict[str, Any] | None = None,
        headers: dict[str, str] | None = None,
        read: Callable[[bytes], Any] = json.loads,
    ) -> Any:
        """What `read` makes of an answer; the call is repeated where its failure may pass."""
        for attempt in range(1, _TRIES + 1):
            try:
                return self._call_once(method, path, body, headers or {}, read)
            except ClientError as error:
                passing = error.status is None or error.status in _PASSING
                if attempt == _TRIES or not passing:
                    raise
                time.sleep(getattr(error, "retry_after", None) or _PAUSE_SECONDS * attempt)
        raise AssertionError("unreachable")

    def _call_once(
        self,
        method: str,
        path: str,
        body: dict[str, Any] | None,
        headers: dict[str, str],
        read: Callable[[bytes], Any],
    ) -> Any:
        request = urllib.request.Request(
            self._base + path,
            data=None if body is None else json.dumps(body).encode(),
            headers={
                "Authorization": f"Bearer {self._token}",
                "Content-Type": "application/json",
                **headers,
            },
            method=method,
        )
        try:
            with _open(request, timeout=_WAIT_SECONDS + 40) as response:
                return read(response.read(_MAX_ANSWER_BYTES))
        except urllib.error.HTTPError as error:
            raise _refusal(error) from error
        except (OSError, ValueError) as error:
            raise ClientError(f"no answer from {self._base}: {error}") from error


class _Refused(ClientError):
    """The server's own words; `retry_after` in seconds, where it says."""

    retry_after: float | None = None


def _refusal(error: urllib.error.HTTPError) -> ClientError:
    try:
        detail = str(json.loads(error.read(1 << 20))["detail"])
    except (OSError, ValueError, KeyError, TypeError):
        detail = str(error.reason)
    refused = _Refused(f"{error.code}: {detail}", error.code)
    after = error.headers.get("Retry-After", "")
    if after.isdecimal():
        refused.retry_after = min(float(after), 60.0)
    return refused


def _parse(model: type[Model], data: Any) -> Model:
    try:
        return model.model_validate(data)
    except ValidationError as error:
        raise ClientError(f"the server's answer is of another version: {error}") from error
