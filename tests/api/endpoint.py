"""A course back end's endpoint: a small HTTP server that keeps what it was sent."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from standardwebhooks import Webhook


@dataclass(frozen=True)
class Received:
    """One request."""

    headers: dict[str, str]
    body: bytes

    def verified(self, secret: str) -> Any:
        """The message, once the library of Standard Webhooks has found it genuine."""
        return Webhook(secret).verify(self.body, self.headers)

    @property
    def id(self) -> str:
        """The message's id."""
        return self.headers["webhook-id"]

    @property
    def message(self) -> Any:
        """The message, unverified."""
        return json.loads(self.body)


@dataclass
class Endpoint:
    """Answers with `statuses` in turn, then with the last of them for good."""

    url: str = ""
    statuses: list[int] = field(default_factory=lambda: [204])
    endless: bool = False
    requests: list[Received] = field(default_factory=list)
    arrived: asyncio.Event = field(default_factory=asyncio.Event)

    async def wait(self, count: int) -> list[Received]:
        """The requests, once there are so many."""
        async with asyncio.timeout(60):
            while len(self.requests) < count:
                self.arrived.clear()
                await self.arrived.wait()
        return self.requests

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer requests on one connection."""
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                lines = head.decode().split("\r\n")[1:-2]
                pairs = (line.split(": ", 1) for line in lines)
                headers = {name.lower(): value for name, value in pairs}
                body = await reader.readexactly(int(headers["content-length"]))
                status = self.statuses[0] if len(self.statuses) == 1 else self.statuses.pop(0)
                self.requests.append(Received(headers, body))
                self.arrived.set()
                if status == 0:
                    await asyncio.sleep(3600)
                place = f"Location: {self.url}\r\n" if 300 <= status < 400 else ""
                if self.endless:
                    writer.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
                    while True:
                        writer.write(b"x" * 65536)
                        await writer.drain()
                writer.write(f"HTTP/1.1 {status} x\r\n{place}Content-Length: 0\r\n\r\n".encode())
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


@asynccontextmanager
async def open_endpoint(*statuses: int, host: str = "127.0.0.1") -> AsyncIterator[Endpoint]:
    """An endpoint on a free port."""
    endpoint = Endpoint(statuses=list(statuses) or [204])
    server = await asyncio.start_server(endpoint.serve, host, 0)
    port = server.sockets[0].getsockname()[1]
    endpoint.url = f"http://{f'[{host}]' if ':' in host else host}:{port}/hook"
    try:
        yield endpoint
    finally:
        server.close()
