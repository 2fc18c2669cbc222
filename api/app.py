"""Wiring: the parts of a running service, and the ASGI application over them."""

import asyncio
import fcntl
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager, suppress
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import structlog
from fastapi import FastAPI
from starlette.middleware.gzip import GZipMiddleware

import api.accounts.routes
import api.admin.inviting
import api.admin.people
import api.admin.routes
import api.attempts.routes
import api.batches.routes
import api.docs
import api.drafts.format
import api.drafts.routes
import api.health
import api.labs.routes
import api.llms
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
from api.accounts.service import ensure_admin
from api.context import Context
from api.drafts.checks import Checks
from api.errors import ProblemDetails, documented, install_handlers
from api.judging.events.memory import EventBus
from api.judging.pipeline import Pipeline
from api.judging.queue.local import LocalQueue
from api.judging.worker import Worker
from api.limits import RateLimits
from api.metrics import Metrics
from api.middleware import BodyLimit, RequestLog, SameOrigin, SecurityHeaders
from api.pages import Pages
from api.problems.catalogue import Catalogue
from api.readiness import Readiness
from api.rejudges.rejudger import Rejudger
from api.settings import Settings
from api.statistics.journeys import Journeys
from api.store.migrations import migrate
from api.store.session import Database
from api.webhooks.posting import Poster
from api.webhooks.sender import Sender
from judge.runner import CellPool, PoolShare, background_cells

log = structlog.get_logger()

ABOUT = (
    "A judge and a workbook for the mathematics of machine learning. Log in by cookie, or send "
    "`Authorization: Bearer TOKEN`. Errors are RFC 9457 problem details. Lists come in pages: "
    "`next` is the `cursor` of the next one."
)


class AlreadyRunning(Exception):
    """Another process serves from the same data folder."""


@asynccontextmanager
async def open_service(settings: Settings) -> AsyncIterator[Context]:
    """Start all parts, in order, and stop them in reverse; what is not judged then stays queued.

    Raises AlreadyRunning, and SandboxUnavailable when no judge cell can be started.
    """
    async with AsyncExitStack() as stack:
        stack.enter_context(hold_folder(settings.data))
        database = Database(settings.url, settings.database_sync)
        stack.push_async_callback(database.close)
        if await migrate(database):
            log.info("database migrated")
        pool = await asyncio.to_thread(
            CellPool.start,
            settings.cells,
            settings.sandbox,
            settings.launcher_options,
            settings.cell_runs or None,
        )
        stack.push_async_callback(asyncio.to_thread, pool.close)
        share = PoolShare(pool, background_cells(pool.size))
        catalogue = Catalogue(database, pool, share)
        await catalogue.load(settings.problems)
        metrics, bus = Metrics(), EventBus()
        stack.callback(bus.stop)
        queue = LocalQueue(database, settings.lease_seconds, background_cells(settings.cells))
        journeys = Journeys(database)
        waiting = await queue.recover()
        if waiting:
            log.info("judging what was left", submissions=waiting)
        pipeline = Pipeline(
            database,
            catalogue,
            pool,
            share,
            queue,
            bus,
            metrics,
            journeys,
            cells=settings.cells,
            max_attempts=settings.max_attempts,
        )
        worker = Worker(queue, pipeline, settings.cells)
        chosen = settings.admin_password
        password = chosen.get_secret_value() if chosen else None
        made_up_password = await ensure_admin(database, password)
        worker.start()
        stack.push_async_callback(worker.stop, settings.drain_seconds)
        stack.push_async_callback(_cancel, asyncio.create_task(catalogue.finish_proofs()))
        rejudger = Rejudger(database, queue, bus, journeys, settings.cells)
        rejudger.start()
        stack.push_async_callback(rejudger.stop)
        poster = Poster(settings.outside, f"Nabla/{_version()}")
        sender = Sender(database, bus, metrics, poster)
        sender.start()
        stack.push_async_callback(sender.stop)
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
            queue=queue,
            bus=bus,
            worker=worker,
            readiness=Readiness(database, settings.data, catalogue, pool, worker, bus),
            made_up_password=made_up_password,
        )


async def _cancel(task: asyncio.Task[None]) -> None:
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


@contextmanager
def hold_folder(folder: Path) -> Iterator[None]:
    """Hold the data folder for this process; the system lets go of it when the process dies."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "nabla.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise AlreadyRunning(f"Another process serves from {folder.resolve()}.") from error
        yield


def create_app(settings: Settings, context: Context | None = None) -> FastAPI:
    """Return the application. Without a context it can describe itself, but not serve."""
    app = FastAPI(
        title="Nabla",
        version=_version(),
        description=ABOUT,
        docs_url=None,
        redoc_url=None,
        generate_unique_id_function=lambda route: route.name,
        separate_input_output_schemas=False,
    )
    for module in (
        api.accounts.routes,
        api.problems.routes,
        api.solutions.routes,
        api.unfinished.routes,
        api.submissions.routes,
        api.batches.routes,
        api.questions.routes,
        api.labs.routes,
        api.webhooks.routes,
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
    _describe_errors(app)
    app.state.context = context
    # Added last is outermost: the log sees every answer, the limits see every body.
    app.add_middleware(SameOrigin)
    app.add_middleware(BodyLimit, limit=settings.max_body_bytes)
    app.add_middleware(Pages, folder=settings.pages)
    app.add_middleware(GZipMiddleware, minimum_size=1024, compresslevel=5)
    app.add_middleware(SecurityHeaders)
    app.add_middleware(RequestLog, metrics=context.metrics if context else Metrics())
    return app


def _describe_errors(app: FastAPI) -> None:
    """Describe errors in OpenAPI as they are: the framework only knows its own form."""
    describe = app.openapi

    def openapi() -> dict[str, Any]:
        document = describe()
        schemas = document["components"]["schemas"]
        if schemas.pop("HTTPValidationError", None):
            schemas.pop("ValidationError", None)
            reference = "#/components/schemas/{model}"
            schema = ProblemDetails.model_json_schema(ref_template=reference)
            schemas.update(schema.pop("$defs", {}))
            schemas["ProblemDetails"] = schema
            for operations in document["paths"].values():
                for operation in operations.values():
                    answers = operation["responses"]
                    if "requestBody" in operation:
                        answers.setdefault("400", documented(400)[400])
                    if "HTTPValidationError" in str(answers.get("422")):
                        answers["422"] = documented(422)[422]
        return document

    app.openapi = openapi  # type: ignore[method-assign]


def _version() -> str:
    try:
        return version("nabla")
    except PackageNotFoundError:
        return "0"
