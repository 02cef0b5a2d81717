"""The composition root: puts the parts of the server together and takes them apart."""

import asyncio
import logging
import secrets
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from typing import Any

from fastapi import APIRouter, Depends, FastAPI

import dim
from dim.accounts import users
from dim.accounts.tokens import Tokens, load_secret
from dim.api import (
    artwork,
    auth,
    errors,
    events,
    folders,
    health,
    libraries,
    media,
    middleware,
    progress,
    scanner,
    sessions,
    stream,
    web,
)
from dim.api import users as users_api
from dim.api.context import Server, get_caller, get_scanner
from dim.artwork.store import PictureStore
from dim.catalog import scans, visibility
from dim.config import Settings
from dim.db import Database
from dim.db.migrate import migrate
from dim.events import Hub
from dim.playback.cache import DiskCache
from dim.playback.ffmpeg import find_ffmpeg
from dim.playback.sessions import Sessions
from dim.supervisor import Supervisor
from dim.workers import Pool

log = logging.getLogger(__name__)
DAY = 86_400.0
WORKERS = 3


def build(settings: Settings, endpoint: str) -> tuple[FastAPI, Server]:
    """The application and its parts. `endpoint` is the address under which its scanners reach it.

    Raises OSError: the data folder cannot be used. DatabaseTooNewError. NoFfmpegError.
    """
    ffmpeg = find_ffmpeg(settings.ffmpeg)
    settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    hub = Hub()
    database = Database(settings.url, hub.publish)
    migrate(database, settings.data_dir / "backups")
    database.write_now(scans.close_interrupted)
    pool = Pool(WORKERS)
    cache = DiskCache(settings.cache_dir / "streams", settings.segment_cache_mib << 20)
    server = Server(
        settings=settings, database=database, hub=hub, pool=pool, scanners=Supervisor(database, settings.settle_seconds),
        tokens=Tokens(load_secret(settings.data_dir / "secret"), settings.session_days * DAY),
        pictures=PictureStore(pool, settings.artwork_dir, settings.cache_dir / "artwork"),
        sessions=Sessions(pool, cache, ffmpeg, hub, settings.stream_idle_seconds),
        setup_code="" if database.read(users.exists) else secrets.token_urlsafe(8),
    )  # fmt: skip
    app = application()
    app.router.lifespan_context = _lifespan(server, endpoint)
    app.state.server = server
    return app, server


def application() -> FastAPI:
    """The routes, without the parts behind them; enough for the OpenAPI document."""
    app = FastAPI(title="Dim", version=dim.__version__, openapi_url=None, docs_url=None, redoc_url=None)
    errors.install(app)
    problems: dict[int | str, dict[str, Any]] = {status: {"model": errors.Problem} for status in (401, 403, 404, 422)}
    signed_in = APIRouter(dependencies=[Depends(get_caller)])
    for resource in (libraries, media, progress, sessions, artwork, folders):
        signed_in.include_router(resource.router)
    app.include_router(health.router)
    app.include_router(auth.router)  # public: these are how one gets and ends a sign-in
    app.include_router(users_api.router)  # register is public, the others ask for the user themselves
    app.include_router(stream.router)  # public: the key in the address is the credential
    app.include_router(signed_in, responses={**problems})
    app.include_router(scanner.router, dependencies=[Depends(get_scanner)])
    app.include_router(events.router)
    app.include_router(web.router)
    app.add_middleware(middleware.Guard)
    return app


def _lifespan(server: Server, endpoint: str) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        reaping = asyncio.create_task(server.sessions.run())
        housekeeping = asyncio.create_task(_keep_house(server))
        await server.scanners.start(endpoint)
        try:
            yield
        finally:
            server.stopping.set()
            for task in (reaping, housekeeping):
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task
            await server.scanners.stop()
            await server.pool.close()
            server.database.close()

    return lifespan


async def _keep_house(server: Server) -> None:
    """Once a day, forget what was deleted long ago."""
    while True:
        await server.database.write(visibility.forget, time.time() - server.settings.forget_after_days * DAY)
        await asyncio.sleep(DAY)
