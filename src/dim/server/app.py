"""The composition root: builds the parts of the server, starts and stops them."""

import asyncio
import logging
import os
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from functools import partial
from urllib.parse import urlsplit

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

import dim
from dim.accounts import users
from dim.accounts.devices import Devices
from dim.accounts.gate import Gate
from dim.accounts.registering.captcha import Captcha, Service
from dim.accounts.sign_ins import SignIns, load_secret
from dim.accounts.throttle import Throttle
from dim.api import errors, middleware, openapi, web
from dim.api.cast import ROUTERS as CAST_ROUTERS
from dim.api.compression import Compression
from dim.api.context import Server, disk_problem, server_of
from dim.api.dlna import ROUTERS as DLNA_ROUTERS
from dim.api.freshness import NotModifiedError, Revisions
from dim.api.requests.https import Https
from dim.api.v1 import ROUTERS
from dim.artwork.store import ArtworkStore
from dim.cast.service import Casting
from dim.cast.services import Services
from dim.cast.streams import CastStreams
from dim.catalog import runs
from dim.catalog.browse.search import Search
from dim.catalog.curate.duplicate_scan import DuplicateScan
from dim.catalog.curate.start_run import request_artwork
from dim.catalog.ingest import backfill
from dim.catalog.ingest.artwork_queue import store_found
from dim.catalog.lookup.providers import ProviderSet
from dim.catalog.lookup.service import Metadata
from dim.catalog.write_back.service import WriteBack
from dim.config import Settings
from dim.db import Database, WriteBatcher, backups
from dim.db.schema import bring_up_to_date
from dim.disks import Disks, DiskTimeoutError
from dim.dlna.server import DlnaServer, Web
from dim.events import Event, Hub
from dim.jobs import Handler, JobRunner, queue
from dim.metadata.registry import ProviderSettings
from dim.network.interfaces import Listening
from dim.network.local import Identity, LocalNetwork
from dim.network.tls.service import Mode
from dim.network.watch import AddressWatcher
from dim.playback.ffmpeg import find_ffmpeg
from dim.playback.sessions.registry import Sessions
from dim.playback.sources.transcode import Encoders, EncoderSlots, TranscodeServices
from dim.playback.storage import LocalStorage
from dim.remote.service import Remote
from dim.runtime_settings import RuntimeSettings
from dim.server import data_folder, housekeeping
from dim.server.interfaces import reached_from, with_networks
from dim.server.revocation import Revocation
from dim.server.secure import redirects, secure
from dim.server.supervisor import Supervisor
from dim.server.tasks import TaskSupervisor, close_at_exit
from dim.together.service import Together
from dim.workers import create_pools

log = logging.getLogger(__name__)
DAY = 86_400.0
INTERACTIVE_MODULES = ("dim.playback.worker.remux", "dim.playback.worker.audio", "dim.artwork.images")
INDEX_MODULES = ("dim.probe.keyframes",)
"""What the workers that always run import at start, so that the first click plays as soon as the others."""


def build(settings: Settings, endpoint: str, listening: Listening | None = None) -> tuple[FastAPI, Server]:
    """The application and its parts. `endpoint` is the address under which its scanners reach it. `listening`: what the server's
    socket listens on; None: nothing that others reach.

    Raises OSError: the data folder cannot be used. DatabaseTooNewError. NoFfmpegError. CertificateError.
    """
    ffmpeg = find_ffmpeg(settings.ffmpeg)
    settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    hub = Hub()
    database = Database(settings.url, hub.publish)
    bring_up_to_date(database, settings.data_dir / "backups")
    database.write_now(runs.close_interrupted)
    if backups.sqlite_path(settings.url) is not None:  # the data folder's lock says that this is the only process
        database.write_now(queue.release_all)
    runtime_settings = RuntimeSettings(database, hub, settings)
    pools = create_pools(INTERACTIVE_MODULES, INDEX_MODULES, str(settings.artwork_dir))
    storage = LocalStorage(settings.cache_dir / "streams", settings.segment_cache_mib << 20)
    slots = EncoderSlots(settings.transcodes or max(2, (os.cpu_count() or 2) // 2), settings.transcode_threads)
    transcoding = TranscodeServices(ffmpeg, storage, Encoders(ffmpeg, settings.encoder), slots)
    secret = load_secret(settings.data_dir / "secret")
    disks = Disks()
    duplicate_scan = DuplicateScan(database, disks)
    runs.announce_runs(hub)
    scanners = Supervisor(database, settings.settle_seconds)
    artwork = ArtworkStore(pools.interactive, pools.images, settings.artwork_dir, settings.cache_dir / "artwork")
    metadata = Metadata.build(
        database, hub, artwork, _providers(settings), partial(request_artwork, database, scanners)
    )
    write_back = WriteBack(database, hub, disks, artwork)
    handlers = {runs.DUPLICATE_SCAN: Handler(duplicate_scan.run), **metadata.handlers(), **write_back.handlers()}
    sign_ins = SignIns(secret, settings.session_days * DAY)
    remote = Remote(database, hub)
    sessions = Sessions(pools, transcoding, hub, settings.stream_idle_seconds)
    network = _network(settings, hub, runtime_settings, listening or Listening("127.0.0.1", 0))
    web_address = Web(network.listening.port, settings.prefix, lambda: with_networks(network.addresses))
    streams = CastStreams(database, sessions, disks, network.listening, settings.prefix)
    gate = Gate(database, hub, sign_ins)
    casting = Casting(
        Services(database, remote, sessions, streams, gate), runtime_settings, partial(reached_from, network)
    )
    server = Server(
        settings=settings, database=database, hub=hub, pools=pools, disks=disks, storage=storage,
        scanners=scanners,
        sign_ins=sign_ins, gate=gate, devices=Devices(secret), throttle=Throttle(),
        captcha=Captcha(secret, _captcha(settings)),
        artwork=artwork, metadata=metadata, write_back=write_back,
        search=Search(),
        found_artwork=WriteBatcher(database, store_found),
        sessions=sessions,
        casting=casting,
        dlna=DlnaServer(database, hub, runtime_settings, sessions, disks, secret, web_address),
        revisions=Revisions(hub),
        runtime_settings=runtime_settings,
        network=network,
        jobs=JobRunner(database, hub, handlers),
        duplicate_scan=duplicate_scan,
        remote=remote, together=Together(database, hub, remote.visibility),
        setup_code="" if database.read(users.exists) else secrets.token_urlsafe(8),
    )  # fmt: skip
    network.watcher.follow(server.dlna.check_interfaces)
    secured = secure(settings, network)
    if secured is not None:
        server.tls, server.acme_answer = secured.tls, secured.answer
        network.watcher.follow(secured.tls.check)
        if secured.tls.mode is Mode.LOCAL:
            network.discovery.secure_port = secured.tls.port
    revocation = Revocation(database, server.sessions, server.dlna.viewer)
    hub.follow(revocation.on_event)
    app = application(settings, redirects(settings, network))
    app.router.lifespan_context = _lifespan(server, revocation, endpoint)
    app.state.server = server
    return app, server


def _providers(settings: Settings) -> ProviderSet:
    known = ProviderSettings(
        tmdb_key=settings.tmdb_key, tmdb_url=settings.tmdb_url, tvmaze_url=settings.tvmaze_url,
        anilist_url=settings.anilist_url, wikidata_url=settings.wikidata_url, steam_store_url=settings.steam_store_url,
        igdb_key=f"{settings.igdb_client_id}:{settings.igdb_client_secret}" if settings.igdb_client_id else "",
        igdb_url=settings.igdb_url, igdb_token_url=settings.igdb_token_url,
        steamgriddb_key=settings.steamgriddb_key, steamgriddb_url=settings.steamgriddb_url,
    )  # fmt: skip
    return ProviderSet(known, settings.data_dir, settings.cache_dir)


def _network(settings: Settings, hub: Hub, runtime_settings: RuntimeSettings, listening: Listening) -> LocalNetwork:
    def identity() -> Identity:
        name = runtime_settings.current.server_name
        return Identity(runtime_settings.server_id, name, dim.__version__, settings.prefix)

    network = LocalNetwork(listening, identity, lambda: runtime_settings.current.discovery, AddressWatcher())

    def on_event(event: Event) -> None:
        if event.type == "settings":
            network.discovery.check()

    hub.follow(on_event)
    return network


def _captcha(settings: Settings) -> Service | None:
    if not settings.captcha_verify_url:
        return None
    return Service(
        settings.captcha_verify_url, settings.captcha_secret, settings.captcha_script_url, settings.captcha_site_key
    )


def application(settings: Settings | None = None, https: Https | None = None) -> FastAPI:
    """The routes; alone, they are enough for the OpenAPI document. `https`: what the server's own HTTPS changes for requests."""
    app = FastAPI(title="Dim", version=dim.__version__, openapi_url=None, docs_url=None, redoc_url=None)
    errors.install(app)

    @app.exception_handler(NotModifiedError)
    async def not_modified(_request: Request, error: NotModifiedError) -> Response:
        headers = {"ETag": error.tag, "Cache-Control": "private, no-cache", "Vary": "Accept-Encoding"}
        return Response(status_code=304, headers=headers)

    @app.exception_handler(DiskTimeoutError)
    async def disk_timeout(request: Request, error: DiskTimeoutError) -> Response:
        return disk_problem(server_of(request), error)

    for router in (*ROUTERS, *DLNA_ROUTERS, *CAST_ROUTERS, web.router):
        app.router.routes.extend(router.routes)  # included routers would be tried twice each (bench.api)
    document: dict[str, object] = {}

    def described() -> dict[str, object]:
        if not document:
            document.update(openapi.document(app))
        return document

    app.openapi = described  # type: ignore[method-assign]
    if settings is not None:
        script = urlsplit(settings.captcha_script_url)
        origin = f"{script.scheme}://{script.netloc}" if script.netloc else ""
        app.add_middleware(Compression)
        app.add_middleware(middleware.Guard, prefix=settings.prefix, captcha_origin=origin, https=https)
        if settings.trusted_proxies:
            app.add_middleware(ProxyHeadersMiddleware, trusted_hosts=settings.trusted_proxies)
    return app


async def _restrict_contents(server: Server) -> None:
    await asyncio.to_thread(data_folder.make_contents_private, server.settings.data_dir, server.stopping.is_set)


def _lifespan(
    server: Server, revocation: Revocation, endpoint: str
) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        # closed from the last to the first, also when starting fails half-way
        async with AsyncExitStack() as stack:
            close_at_exit(stack, "database", partial(asyncio.to_thread, server.database.close))
            close_at_exit(stack, "segment storage", partial(asyncio.to_thread, server.storage.close))
            close_at_exit(stack, "workers", server.pools.close)
            close_at_exit(stack, "duplicate scan", server.duplicate_scan.close)
            close_at_exit(stack, "metadata providers", server.metadata.providers.close)
            close_at_exit(stack, "artwork writes", server.found_artwork.close)
            close_at_exit(stack, "scanners", server.scanners.stop)
            tasks = TaskSupervisor()
            close_at_exit(stack, "background tasks", tasks.close)
            stack.callback(server.stopping.set)
            tasks.start("stream sessions", server.sessions.run)
            tasks.start("revocation", revocation.run)
            tasks.start("thumbnails", server.sessions.trickplay.run)
            tasks.start("housekeeping", partial(housekeeping.run, server.database, server.settings.forget_after_days))
            copies = partial(
                housekeeping.copy_daily,
                server.settings.url,
                server.settings.data_dir / "backups",
                server.settings.daily_backups,
            )
            tasks.start("daily backups", copies)
            tasks.start("private data folder", partial(_restrict_contents, server))
            tasks.start("jobs", server.jobs.run)
            tasks.start("metadata", server.metadata.refresh.run)
            tasks.start("artwork of providers", server.metadata.pictures.run)
            tasks.start("players", server.remote.run)
            tasks.start("watching together", server.together.run)
            tasks.start("write back", server.write_back.run)
            tasks.start("composed posters", server.metadata.posters.run)
            tasks.start("backfill", partial(backfill.run, server.database))
            tasks.start("addresses", server.network.watcher.run)
            tasks.start("announcement", server.network.discovery.run)
            if server.tls is not None:
                tasks.start("certificate", server.tls.run)
            tasks.start("worker start", server.pools.warm_up)
            tasks.start("DLNA", server.dlna.run)
            tasks.start("casting", server.casting.run)
            await server.scanners.start(endpoint)
            yield

    return lifespan
