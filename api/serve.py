"""`nabla serve`: the service behind uvicorn, from the bound port to the last drained submission."""

import asyncio
import signal
import socket
import sys
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn

from api.app import create_app, open_service
from api.logs import configure_logging
from api.protocol import BoundedProtocol
from api.settings import Settings

STREAMS_END_SECONDS = 3
KEEP_ALIVE_SECONDS = 130
"""A connection is kept so long for the next request: longer than Caddy keeps its own to us."""
SWITCH_SECONDS = 0.0005


class CannotListen(Exception):
    """The address is taken or not ours."""


class Server(uvicorn.Server):
    """uvicorn, with signals left to us and a word when it listens."""

    def __init__(self, config: uvicorn.Config, announce: Callable[[], None]) -> None:
        """Call `announce` once the first request can come."""
        super().__init__(config)
        self._announce = announce

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals alone: `serve` stops the streams first, and drains the judge after."""
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen, then say so."""
        await super().startup(sockets)
        if self.started:
            self._announce()


def bind(host: str, port: int) -> socket.socket:
    """Return a socket bound to the address, not listening yet. Raises CannotListen."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.socket(family, kind, protocol)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
    except OSError as error:
        raise CannotListen(
            f"Cannot listen on {host}:{port}: {error.strerror or error}. "
            "Stop what uses it, or set PORT to another."
        ) from error
    return listener


async def serve(settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT; a second signal does not wait for open requests.

    Raises CannotListen, and what `open_service` raises.
    """
    configure_logging(settings.log_format)
    listener = bind(settings.host, settings.port)
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    url = f"http://{host}:{listener.getsockname()[1]}"
    async with open_service(settings) as context:

        def announce() -> None:
            if context.made_up_password:
                print(f"Log in as admin with the password {context.made_up_password}", flush=True)
                print("It is shown this once.", flush=True)
            print(f"Nabla is ready: {url}", flush=True)

        config = uvicorn.Config(
            create_app(settings, context),
            loop="uvloop",
            http=BoundedProtocol,
            ws="none",
            lifespan="off",
            access_log=False,
            log_config=None,
            server_header=False,
            proxy_headers=bool(settings.trusted_proxies),
            forwarded_allow_ips=settings.trusted_proxies,
            timeout_graceful_shutdown=STREAMS_END_SECONDS,
            timeout_keep_alive=KEEP_ALIVE_SECONDS,
        )
        server = Server(config, announce)

        def stop() -> None:
            server.force_exit = server.should_exit
            server.should_exit = True
            context.bus.stop()

        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stop)
        await server.serve(sockets=[listener])


def run(main: Callable[[Settings], Coroutine[Any, Any, None]], settings: Settings) -> None:
    """Run `serve`, or a worker, on uvloop. Raises what it raises."""
    import uvloop

    # The event loop must not wait the default 5 ms for a thread that compares answers.
    sys.setswitchinterval(SWITCH_SECONDS)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(main(settings))
