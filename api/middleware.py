"""What happens to every request, whatever its route. Plain ASGI: nothing here buffers a stream."""

import asyncio
import time
from urllib.parse import urlsplit

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import NotAllowed, TooLarge, problem
from api.ids import new_id
from api.metrics import Metrics

log = structlog.get_logger()

QUIET_PATHS = frozenset({"/healthz", "/readyz", "/metrics"})
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
METHODS = SAFE_METHODS | {"POST", "PUT", "PATCH", "DELETE"}
CONTENT_SECURITY_POLICY = (
    "default-src 'self'; img-src 'self' data:; style-src 'self'; "
    # Compiling WebAssembly that is fetched from here (the formatter); no `eval` of text.
    "script-src 'self' 'wasm-unsafe-eval'; "
    "frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
)
STRICT_TRANSPORT = "max-age=31536000"
BODY_SECONDS = 60.0
DRAIN_SECONDS = 2.0
DRAIN_FACTOR = 8


class RequestLog:
    """Gives each request an id, a log line and a metric; turns a surprise into a plain 500."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        """Wrap `app`."""
        self.app = app
        self.metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request_id = new_id()
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id)
        started = time.perf_counter()
        status = 0

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)["X-Request-Id"] = request_id
            await send(message)

        try:
            await self.app(scope, receive, send_with_id)
        except Exception:
            log.exception("request failed", method=scope["method"], path=scope["path"])
            if status:
                raise  # The answer has begun: all that is left is to break it off.
            answer = problem(
                500,
                "internal",
                "Something went wrong on our side",
                "The request failed and was logged. Name the id when you report it.",
                id=request_id,
            )
            await answer(scope, receive, send_with_id)
        finally:
            seconds = time.perf_counter() - started
            route = getattr(scope.get("route"), "path", "other")
            # Anybody may make a method up: only those that there are get a series of their own.
            method = scope["method"] if scope["method"] in METHODS else "other"
            self.metrics.requests.labels(method, route, status).observe(seconds)
            if scope["path"] not in QUIET_PATHS:
                log.info(
                    "request",
                    method=scope["method"],
                    path=scope["path"],
                    status=status,
                    ms=round(seconds * 1000, 2),
                )


class HeadAsGet:
    """Answers HEAD as GET without the body: what has one call for a reader has the other.

    Starlette's routes do so by themselves, the framework's calls do not.
    """

    def __init__(self, app: ASGIApp) -> None:
        """Wrap `app`."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self.app(scope, receive, send)
            return
        ended = False

        async def send_head(message: Message) -> None:
            nonlocal ended
            if message["type"] == "http.response.start":
                await send(message)
            elif not ended:  # A stream has no more to say either: who reads it has gone.
                ended = True
                await send({"type": "http.response.body", "body": b""})

        asked = {**scope, "method": "GET"}
        try:
            await self.app(asked, receive, send_head)
        finally:
            scope["route"] = asked.get("route")  # The log outside tells it.


class SecurityHeaders:
    """Tells browsers to trust nothing but our own scripts, styles and frames."""

    headers = (
        ("Content-Security-Policy", CONTENT_SECURITY_POLICY),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "same-origin"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
    )

    def __init__(self, app: ASGIApp) -> None:
        """Wrap `app`."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self.headers:
                    headers.setdefault(name, value)
                if scope["scheme"] == "https":
                    headers.setdefault("Strict-Transport-Security", STRICT_TRANSPORT)
            await send(message)

        await self.app(scope, receive, send_with_headers)


class SameOrigin:
    """Refuses unsafe requests that another site's page makes with our user's cookie.

    Browsers send Sec-Fetch-Site or Origin with such requests; a program that sends neither holds
    no cookie of somebody else. A request with an Authorization header does not use the cookie.
    """

    def __init__(self, app: ASGIApp) -> None:
        """Wrap `app`."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] == "http" and scope["method"] not in SAFE_METHODS:
            headers = Headers(scope=scope)
            if "authorization" not in headers and not is_same_origin(headers):
                answer = problem(
                    NotAllowed.status,
                    "cross-site",
                    "Not allowed from another site",
                    "This request comes from a page of another site.",
                )
                await answer(scope, receive, send)
                return
        await self.app(scope, receive, send)


def is_same_origin(headers: Headers) -> bool:
    """Tell whether a request can only come from our own pages or from no page at all."""
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = headers.get("origin")
    if origin is None:
        return True
    try:
        return urlsplit(origin).netloc == headers.get("host", "")
    except ValueError:
        return False


class BodyLimit:
    """Answers 413 to a body over `limit` bytes, counted as it streams in, whatever it declares.

    And 408 to one that has not come whole within BODY_SECONDS.
    """

    def __init__(self, app: ASGIApp, limit: int) -> None:
        """Wrap `app`."""
        self.app = app
        self.limit = limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or scope["method"] in SAFE_METHODS:
            await self.app(scope, receive, send)
            return
        declared = Headers(scope=scope).get("content-length", "")
        if declared.isdecimal() and int(declared[:20]) > self.limit:
            await self._drain(receive)
            error = problem(413, TooLarge.type, TooLarge.title, self.detail)
            error.headers["Connection"] = "close"
            await error(scope, receive, send)
            return
        received = 0
        whole = False
        deadline = asyncio.get_running_loop().time() + BODY_SECONDS

        async def counted() -> Message:
            nonlocal received, whole
            if whole:  # What comes now is that the client has gone.
                return await receive()
            try:
                async with asyncio.timeout_at(deadline):
                    message = await receive()
            except TimeoutError as error:
                detail = f"A request's body has to come in {BODY_SECONDS:.0f} seconds."
                raise HTTPException(408, detail, {"Connection": "close"}) from error
            whole = not message.get("more_body", False)
            received += len(message.get("body", b""))
            if received > self.limit:
                if message.get("more_body", False):
                    await self._drain(receive)
                raise HTTPException(413, self.detail, {"Connection": "close"})
            return message

        await self.app(scope, counted, send)

    @property
    def detail(self) -> str:
        """The sentence that the client reads."""
        return f"A request body may have at most {self.limit} bytes."

    async def _drain(self, receive: Receive) -> None:
        """Read on for a little, so that a client that sends first and reads later gets to read."""
        left = self.limit * DRAIN_FACTOR
        try:
            async with asyncio.timeout(DRAIN_SECONDS):
                while left > 0:
                    message = await receive()
                    left -= len(message.get("body", b""))
                    if not message.get("more_body", False):
                        return
        except TimeoutError:
            return
