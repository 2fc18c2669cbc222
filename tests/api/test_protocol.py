"""What is refused before there is a request: heads that are too large, too slow, or no HTTP."""

import asyncio
import json
from collections.abc import AsyncIterator

import pytest
import uvicorn
from fastapi import FastAPI
from uvicorn.server import ServerState

import api.middleware
import api.protocol
from api.protocol import MAX_HEAD_BYTES, MAX_TARGET_BYTES, BoundedProtocol

pytestmark = pytest.mark.anyio

SECONDS = 60
PATH = "/api/v1/problems"


@pytest.fixture
async def port(app: FastAPI) -> AsyncIterator[int]:
    """The port of the service's application behind a real socket."""
    config = uvicorn.Config(app, lifespan="off", log_config=None, access_log=False)
    config.load()
    state = ServerState()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: BoundedProtocol(config, state, {}), "127.0.0.1", 0)
    yield server.sockets[0].getsockname()[1]
    server.close()


async def exchange(port: int, *parts: bytes) -> tuple[int, bytes]:
    """Send the parts; return the status and the bytes of the answer when the server closes."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    answer = b""
    try:
        async with asyncio.timeout(SECONDS):
            for part in parts:
                writer.write(part)
                await writer.drain()
            while piece := await reader.read(2**16):
                answer += piece
    except ConnectionError:
        pass  # Closed while we still wrote.
    finally:
        writer.close()
    return int(answer.split()[1]) if answer else 0, answer


def head_of(target: str, *headers: str, method: str = "GET") -> bytes:
    """A request's head whose connection ends with the answer."""
    lines = [f"{method} {target} HTTP/1.1", "Host: nabla.test", "Connection: close", *headers]
    return "\r\n".join([*lines, "", ""]).encode()


def assert_problem(answer: bytes, status: int, kind: str) -> None:
    """The answer is an error in the one form that errors have."""
    head, _, body = answer.partition(b"\r\n\r\n")
    assert b"content-type: application/problem+json" in head.lower(), head
    found = json.loads(body)
    assert (found["status"], found["type"]) == (status, f"/errors/{kind}"), found


async def test_a_head_within_its_bounds_is_served(port: int) -> None:
    target = PATH + "?x=" + "x" * (MAX_TARGET_BYTES - len(PATH) - 3)
    headers = [f"X-{number}: {'v' * 8000}" for number in range(5)]
    status, _ = await exchange(port, head_of(target, *headers))
    assert status == 200


@pytest.mark.parametrize("more", [1, 60_000, 1_000_000])
async def test_an_address_that_is_too_long_is_refused(port: int, more: int) -> None:
    target = PATH + "?x=" + "x" * (MAX_TARGET_BYTES - len(PATH) - 3 + more)
    _, answer = await exchange(port, head_of(target))
    assert_problem(answer, 414, "target-too-long")


@pytest.mark.parametrize(
    "headers",
    [
        ["X: " + "v" * MAX_HEAD_BYTES],
        [f"X-{number}: {'v' * 1000}" for number in range(70)],
        ["X: " + "v" * 3_000_000],
    ],
)
async def test_headers_that_are_too_large_are_refused(port: int, headers: list[str]) -> None:
    _, answer = await exchange(port, head_of(PATH, *headers))
    assert_problem(answer, 431, "head-too-large")


async def test_a_trailer_without_end_is_refused(port: int) -> None:
    begun = head_of(f"{PATH}/x/submissions", "Transfer-Encoding: chunked", method="POST")
    # It is closed, whatever was answered before, and however much is still to come.
    await exchange(port, begun, b"0\r\nX: ", *[b"v" * 2**16] * 8)


@pytest.mark.parametrize(
    "request_",
    [
        b"nonsense\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET /\xff\xfe HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost x\r\n\r\n",
        b"GET / HTTP/1.1\r\nX: a\x00b\r\n\r\n",
        b"CONNECT evil.test:443 HTTP/1.1\r\nHost: evil.test\r\n\r\n",
    ],
)
async def test_what_is_no_request_is_refused(port: int, request_: bytes) -> None:
    _, answer = await exchange(port, request_)
    assert_problem(answer, 400, "malformed-request")


@pytest.mark.parametrize(
    "framing",
    [
        b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
        b"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n",
        b"Content-Length: 5\r\nContent-Length: 6\r\n",
        b"Content-Length: 5, 6\r\n",
        b"Content-Length: +5\r\n",
        b"Content-Length: -5\r\n",
        b"Content-Length: 0x5\r\n",
        b"Content-Length : 5\r\n",
        b"Transfer-Encoding: chunked, identity\r\n",
        b"Transfer-Encoding: xchunked\r\n",
        b"Transfer-Encoding:\r\n chunked\r\n",
    ],
)
async def test_a_second_request_cannot_be_smuggled_in_a_first(port: int, framing: bytes) -> None:
    first = b"POST /api/v1/auth/login HTTP/1.1\r\nHost: x\r\n" + framing + b"\r\n"
    hidden = b"0\r\n\r\nGET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    _, answer = await exchange(port, first + hidden)
    assert answer.count(b"HTTP/1.1 ") == 1
    assert_problem(answer, 400, "malformed-request")


async def test_a_head_that_does_not_end_is_refused_after_a_while(
    port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api.protocol, "HEAD_SECONDS", 0.3)
    _, answer = await exchange(port, b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ")
    assert_problem(answer, 408, "too-slow")
    assert await exchange(port) == (0, b"")  # Somebody who says nothing at all.
    assert await exchange(port, b"\r\n") == (0, b"")


async def test_a_body_that_does_not_end_is_refused_after_a_while(
    port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api.middleware, "BODY_SECONDS", 0.3)
    headers = ("Content-Type: application/json", "Content-Length: 100")
    _, answer = await exchange(port, head_of("/api/v1/auth/login", *headers, method="POST"), b"{")
    assert_problem(answer, 408, "too-slow")
