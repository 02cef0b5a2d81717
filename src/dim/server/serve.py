"""`dim serve`: checks the set-up, prints the server's addresses, runs until a signal stops it."""

import asyncio
import errno
import gc
import io
import logging
import os
import socket
import sqlite3
import ssl
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import FrameType

import segno
import uvicorn
from sqlalchemy import make_url

from dim.api.context import Server
from dim.config import Settings
from dim.db import backups
from dim.db.schema import DatabaseTooNewError
from dim.network.interfaces import Listening
from dim.network.tls.pair import CertificateError
from dim.playback.ffmpeg import NoFfmpegError
from dim.server.app import build
from dim.server.data_folder import InUseError, in_use, make_private
from dim.server.protocol import LimitedProtocol
from dim.server.tasks import TaskSupervisor

GRACE_SECONDS = 2
HANDSHAKE_SECONDS = 10.0
BACKLOG = 2048
SWITCH_SECONDS = 0.0002
QUICK_CHECK_BYTES = 96 << 20
"""Larger databases are not read through at each start: a check takes a millisecond of CPU time for each MiB."""

DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


class StartError(Exception):
    """The server cannot start; the text is one line that says why and what to do."""


class _Server(uvicorn.Server):
    """uvicorn's server, which ends waiting requests (events, scanner tasks) before it waits for them."""

    def __init__(
        self,
        config: uvicorn.Config,
        stopping: asyncio.Event,
        secure: tuple[socket.socket, ssl.SSLContext] | None = None,
    ) -> None:
        """`secure`: a second socket, on which the same server speaks TLS."""
        super().__init__(config)
        self._stopping, self._secure = stopping, secure

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen; by TLS too, for the same application with the same lifespan and limits."""
        await super().startup(sockets)
        if self._secure is not None and self.started:
            listener, context = self._secure
            server = await asyncio.get_running_loop().create_server(
                self._protocol, sock=listener, ssl=context, backlog=BACKLOG,
                ssl_handshake_timeout=HANDSHAKE_SECONDS, ssl_shutdown_timeout=GRACE_SECONDS,
            )  # fmt: skip
            self.servers.append(server)

    def _protocol(self) -> LimitedProtocol:
        return LimitedProtocol(config=self.config, server_state=self.server_state, app_state=self.lifespan.state)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Stop; further signals change nothing, since shutdown takes only seconds."""
        self._stopping.set()
        if not self.should_exit:
            super().handle_exit(sig, frame)


def run(settings: Settings) -> None:
    """Run the server until SIGTERM or SIGINT.

    Raises StartError: the port, the data folder, the database or a setting cannot be used.
    """
    logging.basicConfig(level=settings.log_level.upper(), format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    for chatty in ("alembic", "uvicorn.error", "httpx", "hishel"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    logging.getLogger("uvicorn.error").addFilter(_is_worth_logging)
    _check_data_dir(settings)
    settings.announce_sandbox()
    try:
        with in_use(settings.data_dir):
            make_private(settings.data_dir)
            _check_database(settings)
            _run(settings)
    except InUseError as error:
        raise StartError(str(error)) from None


def _is_worth_logging(record: logging.LogRecord) -> bool:
    """False for what uvicorn says of responses that a stop cut, as it does with open streams: that is no error."""
    cut = (asyncio.CancelledError, ConnectionAbortedError)  # the latter by `api.responses`, for streams that end
    is_cut = record.exc_info is not None and isinstance(record.exc_info[1], cut)
    return not is_cut and "graceful shutdown exceeded" not in str(record.msg)


def _run(settings: Settings) -> None:
    _allow_many_sockets()
    listener = _listen(settings.host, settings.port, "DIM_PORT")
    port = listener.getsockname()[1]
    local = settings.host if settings.host not in ("0.0.0.0", "::", "") else "127.0.0.1"  # noqa: S104
    try:
        app, server = build(
            settings, f"http://{f'[{local}]' if ':' in local else local}:{port}", Listening.of(listener)
        )
    except (DatabaseTooNewError, NoFfmpegError, CertificateError) as error:
        raise StartError(str(error)) from None
    except Exception as error:
        url = make_url(settings.url).render_as_string(hide_password=True)
        cause = getattr(error, "orig", None) or error
        reason = str(cause).partition("\n")[0]
        if getattr(cause, "sqlite_errorcode", None) in DAMAGED and (path := backups.sqlite_path(settings.url)):
            raise _damaged(settings, path, reason) from error
        raise StartError(f"The database at {url} cannot be used: {reason}") from error
    config = uvicorn.Config(
        app, log_config=None, access_log=False, lifespan="on", server_header=False, timeout_graceful_shutdown=GRACE_SECONDS,
        timeout_keep_alive=60, ws_max_size=1 << 16, proxy_headers=False, http=LimitedProtocol,
    )  # fmt: skip
    # SQLite releases the interpreter lock at every row; with the default of 5 ms, the writer's thread would hold it that long
    sys.setswitchinterval(SWITCH_SECONDS)
    gc.freeze()  # what is there now stays; collecting it again and again takes a tenth of the time of a page
    gc.set_threshold(20_000, 20, 20)
    secure = None
    if server.tls is not None:
        secure = _listen(settings.host, settings.tls_port, "DIM_TLS_PORT"), server.tls.context
    try:
        print(_welcome(settings, server), flush=True)
        with asyncio.Runner(loop_factory=_loop_factory()) as runner:
            runner.run(_serve(_Server(config, server.stopping, secure), listener, server))
    except KeyboardInterrupt:
        pass
    finally:
        listener.close()
        if secure is not None:
            secure[0].close()


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """Uvloop where there is one (not on Windows)."""
    try:
        import uvloop
    except ImportError:
        return None
    return uvloop.new_event_loop


async def _serve(web: _Server, listener: socket.socket, server: Server) -> None:
    async def answer_scanners() -> None:
        await server.stopping.wait()
        await server.scanners.begin_shutdown()

    tasks = TaskSupervisor()
    tasks.start("answer to waiting scanners", answer_scanners)
    try:
        await web.serve(sockets=[listener])
    finally:
        await tasks.close()


def _check_data_dir(settings: Settings) -> None:
    folder = settings.data_dir
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        probe = folder / ".writable"
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as error:
        raise StartError(
            f"The data folder {folder} cannot be written ({error.strerror}). Set DIM_DATA_DIR to one that can."
        ) from None


def _check_database(settings: Settings) -> None:
    """Raises StartError: the database is damaged; the text names the newest copies."""
    path = backups.sqlite_path(settings.url)
    if path is None or not path.exists() or path.stat().st_size > QUICK_CHECK_BYTES:
        return
    try:
        backups.check_integrity(path, quick=True)
    except backups.CorruptError as error:
        raise _damaged(settings, path, error) from None


def _damaged(settings: Settings, path: Path, error: object) -> StartError:
    copies = [str(copy) for copy in backups.existing(settings.data_dir / "backups")[:3]]
    advice = f"Restore a copy with `dim restore FILE`: {', '.join(copies)}." if copies else "There is no copy of it."
    return StartError(f"The database {path} is damaged ({error}). {advice}")


def _allow_many_sockets() -> None:
    """Raise the limit of open files as far as the system allows: every stream takes some."""
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (most if most != resource.RLIM_INFINITY else 65_536, most))


def _listen(host: str, port: int, setting: str) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            raise StartError(f"Port {port} is in use. Stop what uses it, or set {setting} to another one.") from None
        raise StartError(
            f"Dim cannot listen on {host}:{port} ({os.strerror(error.errno or 0)}). Set DIM_HOST and {setting}."
        ) from None
    listener.listen(BACKLOG)
    listener.set_inheritable(False)
    return listener


def _welcome(settings: Settings, server: Server) -> str:
    """The server's addresses and what keeps others from them, with a QR code of the first where the output is a terminal.

    The name in the local network follows in the log, as soon as it is announced.
    """
    listening, found = server.network.listening, server.network.reachability()
    suffix = f"setup?code={server.setup_code}" if server.setup_code else ""
    local = "localhost" if listening.is_everywhere else settings.host
    others = [f"{url}{suffix}" for url in found.addresses]
    lines = ["", f"  Dim is at     http://{f'[{local}]' if ':' in local else local}:{listening.port}{settings.prefix}/"]
    lines += [f"  network       {url}" for url in others]
    if server.tls is not None:
        lines += [f"  secure        {url}" for url in server.tls.urls(server.network.private_hosts, settings.prefix)]
        if server.tls.authority is not None:
            lines.append(f"  authority     SHA-256 {server.tls.authority.fingerprint}")
        if server.tls.problem is not None:
            lines.append(f"  note          {server.tls.problem}")
    lines += [f"  note          {obstacle.text}" for obstacle in found.obstacles]
    lines += [f"  data folder   {settings.data_dir}", "  Ctrl-C stops it.", ""]
    if others and sys.stdout.isatty():
        drawing = io.StringIO()
        segno.make(others[0], error="l").terminal(drawing, compact=True)
        lines.append(drawing.getvalue())
    return "\n".join(lines)
