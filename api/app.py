"""Wiring: the parts of a running service, and the ASGI application over them."""

import asyncio
import fcntl
import os
import socket
import time
from collections.abc import AsyncIterator, Coroutine, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Literal

import structlog
from fastapi import FastAPI
from starlette.middleware.gzip import GZipMiddleware

import api.accounts.provider_routes
import api.accounts.routes
import api.admin.inviting
import api.admin.people
import api.admin.routes
import api.attempts.routes
import api.batches.routes
import api.docs
import api.drafts.format
import api.drafts.routes
import api.feedback.routes
import api.health
import api.labs.routes
import api.llms
import api.notes.routes
import api.overview.routes
import api.problems.routes
import api.progress.routes
import api.questions.routes
import api.rejudges.routes
import api.reviews.routes
import api.solutions.routes
import api.statistics.routes
import api.submissions.routes
import api.unfinished.routes
import api.webhooks.routes
from api.accounts.openid import Provider
from api.accounts.service import ensure_admin
from api.context import Context
from api.describe import improve
from api.drafts.checks import Checks
from api.errors import install_handlers
from api.judging.errands import AT_ONCE, Errands, RemotePool
from api.judging.events.memory import MemoryBus
from api.judging.events.port import EventBus
from api.judging.leases import Leases
from api.judging.pipeline import Pipeline
from api.judging.queue.local import LocalQueue
from api.judging.queue.port import Queue
from api.judging.roster import Roster
from api.judging.worker import Worker
from api.limits import RateLimits
from api.metrics import Metrics
from api.middleware import BodyLimit, HeadAsGet, RequestLog, SameOrigin, SecurityHeaders
from api.pages import Pages
from api.problems.catalogue import Catalogue
from api.readiness import Readiness
from api.rejudges.rejudger import Rejudger
from api.retention import Retention
from api.settings import Settings
from api.statistics.figures import Figures
from api.statistics.journeys import Journeys
from api.store.migrations import migrate
from api.store.session import AWAY, Database, is_shared
from api.submissions.intake import Intake
from api.webhooks.posting import Poster
from api.webhooks.sender import Sender
from judge.runner import CellPool, PoolShare, background_cells

log = structlog.get_logger()

DATABASE_SECONDS = 60.0
"""A start waits so long for PostgreSQL."""
MOST_PROCESSES = 100
"""That share a data folder."""
ABOUT = (
    "A judge and a workbook for the mathematics of machine learning. Log in by cookie, or send "
    "`Authorization: Bearer TOKEN`. Errors are RFC 9457 problem details. Lists come in pages: "
    "`next` is the `cursor` of the next one."
)


class AlreadyRunning(Exception):
    """Another process serves from the same data folder."""


@asynccontextmanager
async def open_service(
    settings: Settings, role: Literal["service", "worker"] = "service"
) -> AsyncIterator[Context]:
    """Start all parts, in order, and stop them in reverse; what is not judged then stays queued.

    A worker makes no first admin. Raises AlreadyRunning, DatabaseAway, and SandboxUnavailable when
    no judge cell can be started.
    """
    async with AsyncExitStack() as stack:
        name = stack.enter_context(hold_folder(settings.data, shared=is_shared(settings.url)))
        database = Database(settings.url, settings.database_sync)
        stack.push_async_callback(database.close)
        await wait_for_database(database)
        if await migrate(database):
            log.info("database migrated")
        bus = await open_bus(settings, stack)
        pool: CellPool = RemotePool(database, bus)
        if settings.cells:
            pool = await asyncio.to_thread(start_pool, settings, name)
        stack.push_async_callback(asyncio.to_thread, pool.close)
        share = PoolShare(pool, background_cells(pool.size) if pool.size else AT_ONCE)
        catalogue = Catalogue(database, pool, share, bus)
        # With PostgreSQL, who has no folder leaves it to others to read one.
        if pool.size and (settings.problems.is_dir() or not database.shared):
            await catalogue.load(settings.problems)
        if database.shared:
            await catalogue.refresh()
            run_beside(stack, catalogue.follow(), "following what others publish")
        metrics, journeys = Metrics(), Journeys(database)
        roster = Roster(database, f"{socket.gethostname()} {os.getpid()}", pool)
        queue = await open_queue(settings, database, roster, stack)
        password = settings.admin_password.get_secret_value() if settings.admin_password else None
        made_up = await ensure_admin(database, password) if role == "service" else None
        worker = None
        if pool.size:
            leases = Leases(queue)
            leases.start()
            stack.push_async_callback(leases.stop)
            pipeline = Pipeline(
                database,
                catalogue,
                pool,
                share,
                queue,
                leases,
                bus,
                metrics,
                journeys,
                cells=settings.cells,
                max_attempts=settings.max_attempts,
            )
            worker = Worker(queue, pipeline, settings.cells)
            worker.start()
            stack.push_async_callback(worker.stop, settings.drain_seconds)
            run_beside(stack, catalogue.finish_proofs(), "finishing proofs")
            if database.shared:
                errands = Errands(database, bus, share)
                errands.start()
                stack.push_async_callback(errands.stop)
            rejudger = Rejudger(database, queue, bus, journeys, settings.cells)
            rejudger.start()
            stack.push_async_callback(rejudger.stop)
        if role == "service":  # Machines that judge alone need reach nothing outside.
            poster = Poster(settings.outside, f"Nabla/{_version()}")
            sender = Sender(database, bus, metrics, poster)
            sender.start()
            stack.push_async_callback(sender.stop)
            retention = Retention(database, settings.keep_code_days, settings.keep_events_days)
            retention.start()
            stack.push_async_callback(retention.stop)
        yield Context(
            settings=settings,
            database=database,
            metrics=metrics,
            limits=RateLimits(settings.rates),
            pool=pool,
            share=share,
            checks=Checks(),
            catalogue=catalogue,
            journeys=journeys,
            figures=Figures(database),
            queue=queue,
            intake=Intake(queue, settings),
            bus=bus,
            worker=worker,
            roster=roster,
            readiness=Readiness(database, settings.data, catalogue, pool, worker, roster, bus),
            provider=make_provider(settings),
            made_up_password=made_up,
        )


async def wait_for_database(database: Database) -> None:
    """Return when a shared database answers: it may start together with us. Raises one of AWAY."""
    deadline = time.monotonic() + DATABASE_SECONDS
    while database.shared:
        try:
            return await database.ping()
        except AWAY as error:
            if time.monotonic() > deadline:
                raise
            log.warning("waiting for the database", error=str(error))
            await asyncio.sleep(1.0)


def make_provider(settings: Settings) -> Provider | None:
    """Return the OpenID provider that is set, if one is."""
    if settings.oidc_issuer is None or settings.oidc_client_id is None:
        return None
    secret = settings.oidc_client_secret
    return Provider(
        settings.oidc_issuer,
        settings.oidc_client_id,
        secret.get_secret_value() if secret else None,
    )


def start_pool(settings: Settings, name: str) -> CellPool:
    """Bring the cells up. Raises SandboxUnavailable."""
    options = settings.launcher_options(name)
    return CellPool.start(settings.cells, settings.sandbox, options, settings.cell_runs or None)


async def open_bus(settings: Settings, stack: AsyncExitStack) -> EventBus:
    """Return the bus that goes with the database."""
    if not is_shared(settings.url):
        bus = MemoryBus()
        stack.callback(bus.stop)
        return bus
    from api.judging.events.postgres import PostgresBus

    shared = PostgresBus(settings.url)
    shared.start()
    stack.push_async_callback(shared.close)
    stack.callback(shared.stop)
    return shared


async def open_queue(
    settings: Settings, database: Database, roster: Roster, stack: AsyncExitStack
) -> Queue:
    """Return the queue that goes with the database, and join those who share it."""
    if not database.shared:
        queue = LocalQueue(
            database, settings.lease, background_cells(settings.cells), cells=settings.cells
        )
        waiting = await queue.recover()
        if waiting:
            log.info("judging what was left", submissions=waiting)
        return queue
    from api.judging.queue.pgqueuer import PgQueuerQueue

    shared = PgQueuerQueue(database, settings.url, settings.lease, settings.cells)
    if settings.cells:
        shared.start()
    stack.push_async_callback(shared.stop)
    await roster.start(shared)
    stack.push_async_callback(roster.stop)
    return shared


def run_beside(
    stack: AsyncExitStack, work: Coroutine[Any, Any, None], what: str
) -> asyncio.Task[None]:
    """Run `work` until the stack is left. Should it fail, the log says so when that happens."""

    def tell(task: asyncio.Task[None]) -> None:
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("has ended, restart the process to have it again", task=what, exc_info=error)

    async def stop() -> None:
        task.cancel()
        await asyncio.wait({task})

    task = asyncio.create_task(work)
    task.add_done_callback(tell)
    stack.push_async_callback(stop)
    return task


@contextmanager
def hold_folder(folder: Path, *, shared: bool = False) -> Iterator[str]:
    """Hold the data folder for this process; the system lets go of it when the process dies.

    With `shared`, its state lies elsewhere and several processes may use the folder: yields the
    name of this one's place among them, which is its number.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(MOST_PROCESSES if shared else 1):
        name = f"nabla-{number}" if shared else "nabla"
        with (folder / f"{name}.lock").open("a+") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                continue
            lock.truncate(0)
            lock.write(f"{os.getpid()}\n")
            lock.flush()
            yield name
            return
    raise AlreadyRunning(f"Another process serves from {folder.resolve()}.")


def create_app(settings: Settings, context: Context | None = None) -> FastAPI:
    """Return the application. Without a context it can describe itself, but not serve."""
    app = FastAPI(
        title="Nabla",
        version=_version(),
        description=ABOUT,
        openapi_url=None,  # Ours: see api/docs.py.
        docs_url=None,
        redoc_url=None,
        generate_unique_id_function=lambda route: route.name,
        separate_input_output_schemas=False,
    )
    for module in (
        # What is called most stands first: the framework tries one after the other.
        api.submissions.routes,
        api.problems.routes,
        api.accounts.routes,
        api.accounts.provider_routes,
        api.solutions.routes,
        api.unfinished.routes,
        api.batches.routes,
        api.questions.routes,
        api.labs.routes,
        api.webhooks.routes,
        api.feedback.routes,
        api.notes.routes,
        api.progress.routes,
        api.reviews.routes,
        api.admin.routes,
        api.drafts.format,
        api.drafts.routes,
        api.attempts.routes,
        api.overview.routes,
        api.rejudges.routes,
        api.statistics.routes,
        api.admin.people,
        api.admin.inviting,
        api.health,
        api.docs,
        api.llms,
    ):
        app.include_router(module.router)
    install_handlers(app)
    improve(app)
    app.state.context = context
    # Added last is outermost: the log sees every answer, the limits see every body.
    app.add_middleware(SameOrigin)
    app.add_middleware(BodyLimit, limit=settings.max_body_bytes)
    app.add_middleware(Pages, folder=settings.pages)
    app.add_middleware(GZipMiddleware, minimum_size=1024, compresslevel=5)
    app.add_middleware(SecurityHeaders)
    app.add_middleware(HeadAsGet)
    app.add_middleware(RequestLog, metrics=context.metrics if context else Metrics())
    return app


def _version() -> str:
    try:
        return version("nabla")
    except PackageNotFoundError:
        return "0"
