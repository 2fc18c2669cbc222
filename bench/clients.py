"""Many clients in one small process: each sends its submission again once the last was judged.

    python -I bench/clients.py < ORDER

They share the cores with what they load, so they do as little as honest clients can: ready-made
requests over kept connections, answers read to their last byte but not decoded. The order is JSON:
`address`, `requests` (one a client, base64), `accepted` (what an answer must hold), `seconds`.
What is printed is JSON too: `times_ms` of those that were accepted, how many were `lost`,
`seconds`, and `cpu_ms`, what this process took.
"""

import base64
import json
import select
import socket
import sys
import time
from typing import Any

_PATIENCE_SECONDS = 120.0
_END_OF_HEAD = b"\r\n\r\n"
_LENGTH = b"\r\ncontent-length: "


class Client:
    """One connection, its request, and the answer that is coming in."""

    def __init__(self, address: tuple[str, int], request: bytes) -> None:
        """Connect; nothing is sent yet."""
        self.socket = socket.create_connection(address)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.request = request
        self.begun = 0.0
        self._parts: list[bytes] = []
        self._missing = 0

    def send(self) -> None:
        """Send the request; it fits into the buffers of the connection."""
        self._parts, self._missing = [], 0
        self.begun = time.perf_counter()
        self.socket.sendall(self.request)

    def receive(self) -> bytes | None:
        """Take in what has come; the whole answer once it is there. Raises ConnectionError."""
        part = self.socket.recv(1 << 18)
        if not part:
            raise ConnectionError("the service has closed the connection")
        self._parts.append(part)
        if self._missing:
            self._missing -= len(part)
        else:
            self._missing = _missing_of(b"".join(self._parts))
        return None if self._missing else b"".join(self._parts)


def _missing_of(answer: bytes) -> int:
    """How many bytes are yet to come, at least: 0 when the answer is whole."""
    end = answer.find(_END_OF_HEAD)
    if end < 0:
        return 1
    head = answer[: end + 2].lower()
    at = head.index(_LENGTH) + len(_LENGTH)
    length = int(head[at : head.index(b"\r\n", at)])
    return end + len(_END_OF_HEAD) + length - len(answer)


def load(
    address: tuple[str, int], requests: list[bytes], accepted: bytes, seconds: float
) -> dict[str, Any]:
    """Load the service for so long, then wait for the last verdicts; see the module."""
    clients = {}
    poll = select.epoll()
    for request in requests:
        client = Client(address, request)
        clients[client.socket.fileno()] = client
        poll.register(client.socket, select.EPOLLIN)
    times, lost = [], 0
    begun = time.monotonic()
    cpu = time.process_time()
    end = begun + seconds
    for client in clients.values():
        client.send()
    while clients:
        ready = poll.poll(_PATIENCE_SECONDS)
        if not ready:
            lost += len(clients)
            break
        for number, _ in ready:
            client = clients[number]
            try:
                answer = client.receive()
            except ConnectionError:
                lost += 1
                poll.unregister(number)
                del clients[number]
                continue
            if answer is None:
                continue
            if accepted in answer:
                times.append((time.perf_counter() - client.begun) * 1000)
            else:
                print(answer[:500], file=sys.stderr)
                lost += 1
            if time.monotonic() < end:
                client.send()
            else:
                poll.unregister(number)
                del clients[number]
    return {
        "times_ms": times,
        "lost": lost,
        "seconds": time.monotonic() - begun,
        "cpu_ms": (time.process_time() - cpu) * 1000,
    }


def main() -> None:
    """Carry out the order that comes on standard input."""
    order = json.load(sys.stdin)
    host, port = order["address"]
    requests = [base64.b64decode(request) for request in order["requests"]]
    accepted = order["accepted"].encode()
    json.dump(load((host, port), requests, accepted, order["seconds"]), sys.stdout)


if __name__ == "__main__":
    main()
