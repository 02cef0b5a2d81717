"""`dim doctor`: checks the installation, and says what to do about problems."""

import asyncio
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

import httpx

from dim.api.web import FOLDER
from dim.catalog import libraries
from dim.config import Settings
from dim.db import Database, backups
from dim.network.find import find
from dim.network.interfaces import Listening
from dim.network.reachability import ObstacleKind, assess, served_addresses
from dim.network.surroundings import look_around
from dim.network.tls.authority import Authority
from dim.network.tls.pair import CertificateError, expiry_notice, read_pair
from dim.playback.ffmpeg import NoFfmpegError, find_ffmpeg
from dim.sandbox.confine import launched
from dim.sandbox.status import describe
from dim.server.data_folder import too_open

LOW_SPACE = 2 << 30
LOW_WATCHES = 65_536
PROGRAMS = {"scanner": "dim.scanner.main", "worker": "dim.probe.batch"}
"""What else the server starts, and what it imports."""
IMPORT_SECONDS = 60
ANNOUNCED_SECONDS = 3.0
Finding = tuple[bool | None, str]
"""Whether it is well (None: that depends on what is wanted), and what was found."""


def examine(settings: Settings) -> bool:
    """Print a line for each check; whether all passed."""
    well = True
    for check in (
        _python,
        _programs,
        _data_dir,
        _database,
        _ffmpeg,
        _sandbox,
        _web_ui,
        _port,
        _network,
        _https,
        _watches,
    ):
        for good, text in check(settings):
            well = well and good is not False
            print(f"{'note ' if good is None else 'ok   ' if good else 'WRONG'}  {text}")
    return well


def _python(_settings: Settings) -> Iterator[Finding]:
    version = ".".join(map(str, sys.version_info[:3]))
    yield sys.version_info >= (3, 11), f"Python {version} (3.11 or newer is needed)"


def _programs(_settings: Settings) -> Iterator[Finding]:
    """In processes of their own: a library that was built for another CPU ends the process that loads it."""
    for name, module in PROGRAMS.items():
        command = [sys.executable, "-P", "-c", f"import {module}"]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=IMPORT_SECONDS, check=False)
        except (OSError, subprocess.SubprocessError) as error:
            yield False, f"A {name} cannot be started: {error}"
            continue
        reason = (done.stderr.strip().splitlines() or [f"exit status {done.returncode}"])[-1]
        yield (
            not done.returncode,
            f"A {name} cannot be started: {reason}. Install Dim's Python packages again."
            if done.returncode
            else f"A {name} can be started",
        )


def _data_dir(settings: Settings) -> Iterator[Finding]:
    folder = settings.data_dir
    if not folder.exists():
        yield os.access(_existing_parent(folder), os.W_OK), f"Data folder {folder}: will be created at the first start"
        return
    yield (
        os.access(folder, os.W_OK | os.X_OK),
        f"Data folder {folder}: " + ("can be written" if os.access(folder, os.W_OK) else "cannot be written"),
    )
    free = shutil.disk_usage(folder).free
    yield free > LOW_SPACE, f"Free space there: {free / (1 << 30):.1f} GiB"
    exposed = list(islice(too_open(folder), 3))
    names = ", ".join(str(path) for path in exposed)
    yield (
        not exposed,
        f"Others can read {names}: restart Dim, which corrects that" if exposed else "Only Dim's user can read it",
    )


def _existing_parent(folder: Path) -> Path:
    return next(parent for parent in folder.parents if parent.exists())


def _database(settings: Settings) -> Iterator[Finding]:
    if not settings.database_url and not (settings.data_dir / "dim.sqlite3").exists():
        yield True, "Database: none yet, will be created at the first start"
        return
    path = backups.sqlite_path(settings.url)
    if path is not None:
        try:
            backups.check_integrity(path)
        except (backups.CorruptError, OSError) as error:
            yield False, f"The database {path} is damaged: {error}. Stop Dim and put back a copy: dim restore FILE"
            return
        yield True, "The database is sound"
    database = Database(settings.url)
    try:
        rows = database.read(libraries.everything)
    except Exception as error:
        yield False, f"The database cannot be read: {error}"
        return
    finally:
        database.close()
    yield True, f"Database: {len(rows)} libraries"
    for library in rows:
        for folder in library.folders:
            name = f"Library “{library.name}” at {folder.path}"
            try:
                with os.scandir(folder.path) as entries:
                    empty = next(entries, None) is None
                yield not empty, f"{name}: " + ("empty; is its disk connected?" if empty else "can be read")
            except OSError as error:
                yield False, f"{name}: {error.strerror}"


def _ffmpeg(settings: Settings) -> Iterator[Finding]:
    try:
        program = find_ffmpeg(settings.ffmpeg)
        found = subprocess.run(
            [program, "-hide_banner", "-encoders"], capture_output=True, text=True, timeout=20, check=True
        )
    except NoFfmpegError as error:
        yield False, str(error)
    except (OSError, subprocess.SubprocessError) as error:
        yield False, f"ffmpeg cannot be run: {error}"
    else:
        yield (
            "libx264" in found.stdout,
            f"ffmpeg at {program}"
            + ("" if "libx264" in found.stdout else " has no libx264: choose another with DIM_FFMPEG"),
        )


def _sandbox(settings: Settings) -> Iterator[Finding]:
    settings.announce_sandbox()
    try:
        yield True, describe()
        program = find_ffmpeg(settings.ffmpeg)
        done = subprocess.run(
            launched([program, "-hide_banner", "-version"], []), capture_output=True, text=True, timeout=20, check=False
        )
    except NoFfmpegError:
        return
    except (OSError, subprocess.SubprocessError, ValueError) as error:
        yield False, f"The sandbox cannot be tested: {error}"
        return
    if done.returncode:
        reason = done.stderr.strip().splitlines()[-1:] or ["it ended"]
        yield (
            False,
            f"ffmpeg does not run in the sandbox: {reason[0]}. Report this, and set DIM_SANDBOX=off until then.",
        )


def _web_ui(_settings: Settings) -> Iterator[Finding]:
    built = (FOLDER / "index.html").is_file()
    yield built, "The web UI is built" if built else "The web UI is not built: run make build"


def _port(settings: Settings) -> Iterator[Finding]:
    try:
        answer = httpx.get(f"http://127.0.0.1:{settings.port}/health", timeout=3, trust_env=False).json()
        if answer.get("name") == "Dim":
            yield True, f"Port {settings.port}: Dim {answer['version']} is running there"
            return
    except (httpx.HTTPError, ValueError, AttributeError):
        pass
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            yield False, f"Port {settings.port}: {error.strerror}. Set DIM_PORT to another one."
        else:
            yield True, f"Port {settings.port} is free"


def _network(settings: Settings) -> Iterator[Finding]:
    try:
        listening = Listening.as_set(settings.host, settings.port)
    except OSError as error:
        yield False, f"DIM_HOST is {settings.host}, which has no address: {error.strerror}"
        return
    surroundings = look_around(settings.port, run_programs=True)
    found = assess(listening, surroundings, prefix=settings.prefix)
    yield from ((True, f"Other devices reach Dim at {url}") for url in found.addresses)
    for obstacle in found.obstacles:
        yield False if obstacle.kind is ObstacleKind.NOT_THAT_ADDRESS else None, obstacle.text
    served = served_addresses(listening, surroundings.addresses)
    interfaces = [one.ip for one in served if one.has_multicast]
    if interfaces:
        yield from _announcement(settings, interfaces)


def _well_known(settings: Settings) -> dict[str, Any]:
    """What the server on this port says of itself; nothing if none is running."""
    try:
        found = httpx.get(f"http://127.0.0.1:{settings.port}/.well-known/dim", timeout=3, trust_env=False).json()
    except (httpx.HTTPError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _announcement(settings: Settings, interfaces: list[str]) -> Iterator[Finding]:
    """Whether a running server is found by mDNS, as other devices look for it."""
    server_id = str(_well_known(settings).get("id", ""))
    if not server_id:
        return  # none is running
    try:
        server = asyncio.run(find(server_id, interfaces, ANNOUNCED_SECONDS))
    except OSError as error:
        yield None, f"Whether Dim is announced on the network cannot be told: {error}"
        return
    if server is None:
        yield None, "Dim is not announced on the network: that is switched off, or multicast (UDP port 5353) is blocked"
    else:
        yield True, f"Announced on the network as “{server.name}”: {server.url}"


def _https(settings: Settings) -> Iterator[Finding]:
    """The certificate, as far as it can be told without ordering or making one."""
    mode = settings.tls_mode
    if mode is None:
        if _well_known(settings).get("https") is True:
            text = "the server that runs there has it. Set the same DIM_ variables in this shell to have its certificate checked"
            yield None, f"HTTPS is off in the settings of this shell, but {text}"
            return
        yield (
            None,
            "HTTPS is off: browsers allow installing the app, offline storage and wake lock by HTTPS only (DIM_TLS)",
        )
        return
    now = datetime.now(UTC)
    stored = {"local": settings.tls_dir / "local.pem", "acme": settings.tls_dir / "acme" / "certificate.pem"}
    chain = stored.get(mode) or settings.tls_cert
    assert chain is not None  # the settings were checked
    if mode in stored and not chain.exists():
        yield None, f"HTTPS ({mode}): no certificate yet; the server gets one when it starts"
        return
    try:
        found = read_pair(chain.expanduser(), settings.tls_key if mode == "files" else None, now).certificate
    except CertificateError as error:
        yield False, f"HTTPS: {error}"
        return
    notice = expiry_notice(found, now)
    yield (
        None if notice else True,
        f"HTTPS on port {settings.tls_port}: {notice or f'valid until {found.not_after:%Y-%m-%d}'}",
    )
    if mode == "local":
        yield from _root(settings, now)


def _root(settings: Settings, now: datetime) -> Iterator[Finding]:
    try:
        authority = Authority.open(settings.tls_dir / "authority.pem", socket.gethostname(), now)
    except CertificateError as error:
        yield False, str(error)
    else:
        yield True, f"Local authority: SHA-256 {authority.fingerprint}"


def _watches(_settings: Settings) -> Iterator[Finding]:
    limit = Path("/proc/sys/fs/inotify/max_user_watches")
    if limit.exists():
        number = int(limit.read_text())
        hint = (
            ""
            if number >= LOW_WATCHES
            else "; folders beyond are polled. Raise it: sysctl fs.inotify.max_user_watches=524288"
        )
        yield number >= 1024, f"The system watches up to {number} folders{hint}"
