"""`nabla worker`: judges for services that share its PostgreSQL, with cells of its own."""

import asyncio
import contextlib
import fcntl
import os
import signal
from pathlib import Path

import structlog
import uvicorn
from fastapi import FastAPI

import api.health
from api.app import open_service
from api.context import Context
from api.errors import install_handlers
from api.logs import configure_logging
from api.serve import Server, bind
from api.settings import Settings
from api.store.session import is_shared

log = structlog.get_logger()

LOOK_SECONDS = 0.1


class NotShared(Exception):
    """A worker was asked for where there is nobody that it could work for."""


def _require_shared(settings: Settings) -> None:
    if not is_shared(settings.url):
        raise NotShared(
            "a worker judges for services that share its database, and SQLite belongs to one"
            " process: set NABLA_DATABASE_URL to a PostgreSQL. `nabla serve` judges by itself."
        )
    if not settings.cells:
        raise NotShared("a worker without cells judges nothing: set NABLA_CELLS to 1 or more.")


async def work(settings: Settings) -> None:
    """Judge until SIGTERM or SIGINT; then finish what runs, and take nothing new.

    Raises NotShared, CannotListen, and what `open_service` raises.
    """
    _require_shared(settings)
    configure_logging(settings.log_format)
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    async with contextlib.AsyncExitStack() as stack:
        listener = None
        if settings.health_port is not None:
            listener = stack.enter_context(bind(settings.host, settings.health_port))
        context = await stack.enter_async_context(open_service(settings, "worker"))
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stopping.set)
        where = ""
        if listener is not None:
            server, serving = _serve_health(context)
            task = asyncio.create_task(server.serve(sockets=[listener]))
            stack.push_async_callback(_end, server, task)
            await serving.wait()
            where = f", health at http://{settings.host}:{listener.getsockname()[1]}"
        print(f"Nabla judges with {context.pool.size} cells{where}", flush=True)
        await stopping.wait()
        log.info("draining")
        context.bus.stop()


def _serve_health(context: Context) -> tuple[Server, asyncio.Event]:
    app = FastAPI(title="Nabla worker", openapi_url=None, docs_url=None, redoc_url=None)
    app.include_router(api.health.router)
    install_handlers(app)
    app.state.context = context
    serving = asyncio.Event()
    config = uvicorn.Config(
        app,
        loop="uvloop",
        http="httptools",
        ws="none",
        lifespan="off",
        access_log=False,
        log_config=None,
        server_header=False,
        timeout_graceful_shutdown=1,
    )
    return Server(config, serving.set), serving


async def _end(server: Server, task: "asyncio.Task[None]") -> None:
    server.should_exit = True
    await task


async def drain(settings: Settings) -> None:
    """Tell the workers of this data folder to end, and return when they have."""
    _require_shared(settings)
    for lock in sorted(settings.data.glob("nabla-*.lock")):
        pid = _holder(lock)
        if pid is None:
            continue
        print(f"Draining process {pid} ...", flush=True)
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGTERM)
        while _holder(lock) == pid:  # noqa: ASYNC110  another process' end
            await asyncio.sleep(LOOK_SECONDS)


def _holder(lock: Path) -> int | None:
    """Return the process that holds a place in the data folder, or None."""
    with lock.open() as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except OSError:
            return int(file.read() or 0) or None
    return None
