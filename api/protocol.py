"""HTTP/1.1 as uvicorn speaks it, with the bounds that it lacks: of a request's head, and of time.

The parser collects a head before any of our code can look at it, however long it is and however
slowly it comes. What is refused here is answered in the form that all our errors have.
"""

import asyncio
from typing import Any

import structlog
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from api.errors import ApiError, TooSlow, problem

log = structlog.get_logger()

MAX_TARGET_BYTES = 16 * 1024
MAX_HEAD_BYTES = 64 * 1024
HEAD_SECONDS = 30.0
LINGER_SECONDS = 2.0


class Malformed(ApiError):
    """What came is not HTTP."""

    status = 400
    type = "malformed-request"
    title = "Malformed request"


class TargetTooLong(ApiError):
    """The address of a request is over its limit."""

    status = 414
    type = "target-too-long"
    title = "Address too long"


class HeadTooLarge(ApiError):
    """The address and the headers of a request are over their limit."""

    status = 431
    type = "head-too-large"
    title = "Headers too large"


_MALFORMED = Malformed("This is not HTTP/1.1.")
_SLOW = TooSlow("The head of the request did not come in time.")
_LONG = TargetTooLong(f"The address of a request may have {MAX_TARGET_BYTES} bytes.")
_LARGE = HeadTooLarge(f"A request's address and headers may have {MAX_HEAD_BYTES} bytes.")


class BoundedProtocol(HttpToolsProtocol):
    """One connection. What is too large, too slow or no HTTP is refused, and it is closed."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._reason: ApiError = _MALFORMED
        self._refused = False
        self._in_head = False
        self._since_use = 0
        """Bytes that came since any were passed on: of a head, of a trailer, or of neither."""
        self._timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Wait for a first request, not for ever."""
        super().connection_made(transport)
        self._start_timer()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget it."""
        self._stop_timer()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read on; of what was refused, so that the client gets to read the answer."""
        if self._refused:
            return
        self._since_use += len(data)
        super().data_received(data)
        if self._refused or self.transport.is_closing():
            return
        if self._since_use > MAX_HEAD_BYTES:
            self._refuse(_LARGE)
        elif self._timer is None and not self._is_answering():
            self._start_timer()

    def on_message_begin(self) -> None:
        """A head begins."""
        super().on_message_begin()
        self._in_head = True

    def on_url(self, url: bytes) -> None:
        """A piece of the address. Raises what the parser stops at."""
        super().on_url(url)
        if len(self.url) > MAX_TARGET_BYTES:
            self._reason = _LONG
            raise ValueError("the address is too long")

    def on_headers_complete(self) -> None:
        """The head is there: look at its size, then begin the request."""
        size = len(self.url) + sum(len(name) + len(value) for name, value in self.headers)
        if size > MAX_HEAD_BYTES:
            self._reason = _LARGE
            raise ValueError("the head is too large")
        self._in_head, self._since_use = False, 0
        self._stop_timer()
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """A piece of the body."""
        self._since_use = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        """The request is whole; what comes now belongs to the next one."""
        self._since_use = 0
        super().on_message_complete()

    def send_400_response(self, msg: str) -> None:
        """Answer what the parser stopped at."""
        self._refuse(self._reason)

    def _start_timer(self) -> None:
        self._timer = self.loop.call_later(HEAD_SECONDS, self._too_slow)

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _too_slow(self) -> None:
        self._timer = None
        if self.transport.is_closing() or self._is_answering():
            return
        if self._in_head:
            self._refuse(_SLOW)
        else:
            self.transport.close()

    def _is_answering(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

    def _refuse(self, reason: ApiError) -> None:
        self._refused = True
        self._stop_timer()
        log.info("request refused", status=reason.status, why=reason.type)
        if self._is_answering():
            if not self.cycle.more_body or self.cycle.response_started:
                self.transport.close()  # Two answers must not mix.
                return
            self.cycle.disconnected = True  # It is the body of this one that is refused.
            self.cycle.message_event.set()
        headers = {"Connection": "close", "Cache-Control": "no-store"}
        answer = problem(reason.status, reason.type, reason.title, reason.detail, headers)
        lines = [name + b": " + value + b"\r\n" for name, value in answer.raw_headers]
        head = STATUS_LINE[reason.status] + b"".join(lines) + b"\r\n"
        self.transport.write(head + bytes(answer.body))
        # Closed at once, what is still unread would have the system take the answer back.
        if self.transport.can_write_eof():
            self.transport.write_eof()
        self.loop.call_later(LINGER_SECONDS, self.transport.close)
