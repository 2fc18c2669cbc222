"""Every error that a client sees, as RFC 9457 problem details, made in this one place."""

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, ClassVar

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from sqlalchemy.exc import IntegrityError
from starlette.exceptions import HTTPException

from api.store.session import AWAY
from judge.spec import Issue

log = structlog.get_logger()

MEDIA_TYPE = "application/problem+json"
_DATABASE_AWAY = (
    "The database cannot be used at the moment (its disk may be full): nothing was stored."
)


class FieldError(BaseModel):
    """What is wrong with one field of a request."""

    field: str
    message: str


class ProblemDetails(BaseModel):
    """The body of every error. `type` is stable: programs may decide by it."""

    type: str = Field(examples=["/errors/not-logged-in"])
    title: str
    status: int
    detail: str
    errors: list[FieldError] | None = Field(
        default=None, description="The fields at fault, where fields are at fault."
    )


class ApiError(Exception):
    """Base of the errors that services raise for the client to see."""

    status: ClassVar[int] = 400
    type: ClassVar[str] = "bad-request"
    title: ClassVar[str] = "The request cannot be carried out"

    def __init__(self, detail: str, headers: Mapping[str, str] | None = None, **extra: Any) -> None:
        """`detail` is a sentence for the caller; `extra` joins the fields of the body."""
        super().__init__(detail)
        self.detail = detail
        self.headers = headers
        self.extra = extra


class NotLoggedIn(ApiError):
    """No log-in, or one that has ended."""

    status = 401
    type = "not-logged-in"
    title = "Log in first"

    def __init__(self, detail: str = "This call needs a log-in: a session cookie or a token."):
        super().__init__(detail, headers={"WWW-Authenticate": "Bearer"})


class SomebodyElse(NotLoggedIn):
    """The log-in is not that of whom the page is shown to."""

    type = "somebody-else"
    title = "Somebody else is logged in"

    def __init__(self) -> None:
        super().__init__("Somebody else has logged in in this browser. Load the page anew.")


class WrongCredentials(ApiError):
    """The name or the password is wrong; which of them is not said."""

    status = 401
    type = "wrong-credentials"
    title = "Wrong name or password"


class NotAllowed(ApiError):
    """Logged in, but not for this."""

    status = 403
    type = "not-allowed"
    title = "Not allowed"


class NotFound(ApiError):
    """There is no such thing, or it is not the caller's to see."""

    status = 404
    type = "not-found"
    title = "Not found"


class Conflict(ApiError):
    """The request does not fit what is stored."""

    status = 409
    type = "conflict"
    title = "Conflict"


class Gone(ApiError):
    """It was here, and an admin has taken it away."""

    status = 410
    type = "withdrawn"
    title = "Withdrawn"


class PreconditionFailed(ApiError):
    """Somebody else was faster; `current` says what is there now."""

    status = 412
    type = "changed-meanwhile"
    title = "It was changed meanwhile"

    def __init__(self, detail: str, current: int | None) -> None:
        super().__init__(detail, current=current)


class TooLarge(ApiError):
    """The code or the body is over its limit."""

    status = 413
    type = "too-large"
    title = "Too large"


class TooSlow(ApiError):
    """The request did not come in the time that there is for it."""

    status = 408
    type = "too-slow"
    title = "Too slow"


class Invalid(ApiError):
    """The request is well formed, but a field of it is wrong."""

    status = 422
    type = "invalid"
    title = "The request is not valid"

    def __init__(self, detail: str, field: str | None = None, **extra: Any) -> None:
        if field is not None:
            extra["errors"] = [{"field": field, "message": detail}]
        super().__init__(detail, **extra)


class KeyReused(ApiError):
    """An Idempotency-Key came again with another request."""

    status = 422
    type = "idempotency-key-reused"
    title = "The Idempotency-Key belongs to another request"


class InvalidProblem(ApiError):
    """A problem file does not pass the publish gate; `issues` says where and why."""

    status = 422
    type = "invalid-problem"
    title = "The problem cannot be published"

    def __init__(self, issues: list[Issue]) -> None:
        count = "1 issue" if len(issues) == 1 else f"{len(issues)} issues"
        super().__init__(
            f"The publish gate found {count}.", issues=[issue_json(issue) for issue in issues]
        )


class TooManyPending(ApiError):
    """The caller has too many submissions waiting."""

    status = 429
    type = "too-many-pending"
    title = "Too many submissions are waiting"


class CheckRunning(ApiError):
    """The caller has a check under way, and one at a time is enough."""

    status = 429
    type = "check-running"
    title = "A check of yours is running"


class Unavailable(ApiError):
    """The service cannot do this right now."""

    status = 503
    type = "unavailable"
    title = "Not available right now"


def issue_json(issue: Issue, severity: str = "error") -> dict[str, Any]:
    """Return an issue of the publish gate as JSON: line (from 1), field, message, severity."""
    return {
        "line": issue.line,
        "field": issue.field,
        "message": issue.message,
        "severity": severity,
    }


def problem(
    status: int,
    type: str,
    title: str,
    detail: str,
    headers: Mapping[str, str] | None = None,
    **extra: Any,
) -> Response:
    """Return a problem+json response."""
    body = {"type": f"/errors/{type}", "title": title, "status": status, "detail": detail, **extra}
    # ASCII with escapes: a detail may quote text that UTF-8 cannot carry, such as half a surrogate.
    return Response(json.dumps(body), status, dict(headers or {}), MEDIA_TYPE)


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return the `responses` of a route that may answer with these error statuses."""
    schema = {"$ref": "#/components/schemas/ProblemDetails"}
    return {
        status: {
            "description": _phrase(status),
            "content": {MEDIA_TYPE: {"schema": schema}},
        }
        for status in statuses
    }


def _phrase(status: int) -> str:
    """What the status means, in the words of RFC 9110, which Python has from 3.13 on."""
    return _RENAMED.get(status) or HTTPStatus(status).phrase


_RENAMED = {413: "Content Too Large", 414: "URI Too Long", 422: "Unprocessable Content"}


def install_handlers(app: FastAPI) -> None:
    """Turn every exception that reaches `app` into problem details, the framework's own too.

    What nobody foresaw is left to `api.middleware.RequestLog`, which alone knows the request's id.
    """
    app.add_exception_handler(ApiError, _api_error)
    app.add_exception_handler(HTTPException, _http_exception)
    app.add_exception_handler(RequestValidationError, _validation_error)
    app.add_exception_handler(IntegrityError, _integrity_error)
    for kind in AWAY:
        app.add_exception_handler(kind, _database_error)


async def _integrity_error(_request: Request, error: Exception) -> Response:
    # What is written for goes away in the same moment: an account that is deleted, for one.
    log.warning("nothing to write it for", error=str(error.__cause__))
    return await _api_error(_request, Conflict("What this belongs to has just gone."))


async def _database_error(_request: Request, error: Exception) -> Response:
    log.error("database out of order", error=str(error))
    return await _api_error(_request, Unavailable(_DATABASE_AWAY, headers={"Retry-After": "5"}))


async def _api_error(_request: Request, error: Exception) -> Response:
    assert isinstance(error, ApiError)
    return problem(
        error.status, error.type, error.title, error.detail, error.headers, **error.extra
    )


async def _http_exception(_request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code < 400:
        return Response(status_code=error.status_code, headers=error.headers)
    for kind in (TooSlow, TooLarge):  # found while a body streamed in
        if error.status_code == kind.status:
            return problem(kind.status, kind.type, kind.title, f"{error.detail}", error.headers)
    if error.status_code == 400:  # the framework's, for a body that it cannot read
        return problem(400, "malformed-json", "Malformed JSON", "The body cannot be read as JSON.")
    phrase = _phrase(error.status_code)
    slug = phrase.lower().replace(" ", "-")
    return problem(error.status_code, slug, phrase, f"{error.detail}", error.headers)


async def _validation_error(_request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    found = error.errors()
    if any(item["type"] == "json_invalid" for item in found):
        return problem(400, "malformed-json", "Malformed JSON", "The body is not JSON.")
    # Pydantic's own errors hold the input, which may be large or secret: it is not echoed.
    errors = [
        {"field": ".".join(str(part) for part in item["loc"][1:]), "message": item["msg"]}
        for item in found[:20]
    ]
    detail = "; ".join(f"{item['field'] or 'body'}: {item['message']}" for item in errors[:3])
    return problem(422, Invalid.type, Invalid.title, detail, errors=errors)
