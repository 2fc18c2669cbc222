"""One signed POST to an endpoint: bounded in time and size, without redirects and proxies."""

import asyncio
import ssl
from dataclasses import dataclass
from datetime import datetime

import httpcore2
from standardwebhooks import Webhook as Signer

from api.webhooks.addresses import GuardedBackend, NotReachable, Outside

SECONDS = 15.0
CONNECTIONS = 100
KEPT = 20
KEPT_SECONDS = 30.0
_MAX_ANSWER_BYTES = 64 * 1024
_FAILURES = (
    httpcore2.NetworkError,
    httpcore2.TimeoutException,
    httpcore2.ProtocolError,
    httpcore2.UnsupportedProtocol,
    OSError,
)


@dataclass(frozen=True, slots=True)
class Message:
    """What is sent: Standard Webhooks' id, and the JSON text."""

    id: str
    body: str


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a try: the answer's status, None without an answer, and words for a failure."""

    status: int | None
    error: str | None

    @property
    def delivered(self) -> bool:
        """Whether the endpoint has taken it."""
        return self.error is None


class Poster:
    """Sends messages over a pool of connections. Close it at the end."""

    def __init__(self, outside: Outside, agent: str, seconds: float = SECONDS) -> None:
        """Connect to what `outside` allows, as `agent`, and give each message `seconds`."""
        self._agent = agent
        self._seconds = seconds
        self._pool = httpcore2.AsyncConnectionPool(
            ssl_context=ssl.create_default_context(),
            max_connections=CONNECTIONS,
            max_keepalive_connections=KEPT,
            keepalive_expiry=KEPT_SECONDS,
            network_backend=GuardedBackend(outside),
        )

    async def post(self, url: str, message: Message, secrets: list[str], now: datetime) -> Result:
        """Send a message, signed with each of `secrets`; never raises for what the other end does.

        The signature is HMAC-SHA256 over id, time and body, as Standard Webhooks 1.0 states it.
        """
        signatures = (Signer(secret).sign(message.id, now, message.body) for secret in secrets)
        headers: dict[bytes | str, bytes | str] = {
            "Content-Type": "application/json",
            "User-Agent": self._agent,
            "webhook-id": message.id,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": " ".join(signatures),
        }
        try:
            async with asyncio.timeout(self._seconds):
                status = await self._send(url, headers, message.body.encode())
        except TimeoutError:
            return Result(None, f"No answer within {self._seconds:g} seconds.")
        except NotReachable as error:
            return Result(None, str(error))
        except _FAILURES as error:
            return Result(None, _words(error))
        if 200 <= status < 300:
            return Result(status, None)
        redirected = " Redirects are not followed." if 300 <= status < 400 else ""
        return Result(status, f"The answer was status {status}.{redirected}")

    async def _send(self, url: str, headers: dict[bytes | str, bytes | str], body: bytes) -> int:
        """Return the answer's status. Of its body no more is read than lets us use a connection."""
        async with self._pool.stream("POST", url, headers=headers, content=body) as response:
            read = 0
            async for chunk in response.aiter_stream():
                read += len(chunk)
                if read > _MAX_ANSWER_BYTES:
                    break
            return int(response.status)

    async def close(self) -> None:
        """Close all connections."""
        await self._pool.aclose()


def _words(error: BaseException) -> str:
    """Return what went wrong on the way, from the error at the bottom of it."""
    if isinstance(error, httpcore2.ProtocolError):
        return "What answered does not speak HTTP."
    while error.__cause__ is not None or error.__context__ is not None:
        error = error.__cause__ or error.__context__ or error
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"The certificate is not trusted: {error.verify_message}."
    if isinstance(error, ssl.SSLError):
        return "TLS could not be begun."
    if isinstance(error, ConnectionRefusedError):
        return "The connection was refused."
    return "The connection broke off."
