"""What routes depend on: the server's parts, and the authenticated caller with its rights."""

import asyncio
import ipaddress
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Protocol

from fastapi import Depends, Request, Response
from fastapi.dependencies.models import Dependant
from sqlalchemy import Connection
from starlette.requests import HTTPConnection

from dim.accounts.devices import Devices
from dim.accounts.gate import Gate
from dim.accounts.pairing import Pairings
from dim.accounts.registering.captcha import Captcha
from dim.accounts.rights import ADMIN, CHILD, MANAGE, MEMBER, OWNER, PLAY, READ, SCANNER, Caller, User
from dim.accounts.sign_ins import SignIns
from dim.accounts.throttle import Throttle
from dim.api.errors import PROBLEMS, ApiError, not_found, problem
from dim.api.freshness import Revisions
from dim.api.requests.credentials import presented_token, token_in_headers
from dim.api.requests.sockets import OpenSockets
from dim.artwork.store import ArtworkStore
from dim.cast.service import Casting
from dim.catalog import items, libraries
from dim.catalog.browse.search import Search
from dim.catalog.curate.duplicate_scan import DuplicateScan
from dim.catalog.ingest.artwork_queue import FoundArtwork
from dim.catalog.items import Item
from dim.catalog.libraries import Folder
from dim.catalog.lookup.service import Metadata
from dim.catalog.scan_progress import ScanProgress
from dim.catalog.write_back.service import WriteBack
from dim.config import Settings
from dim.db import Database, WriteBatcher
from dim.disks import Disks, DiskTimeoutError
from dim.dlna.server import DlnaServer
from dim.events import Hub
from dim.jobs import JobRunner
from dim.network.local import LocalNetwork
from dim.network.tls.service import Tls
from dim.playback.sessions.registry import Sessions
from dim.playback.storage import LocalStorage
from dim.remote.service import Remote
from dim.runtime_settings import RuntimeSettings
from dim.together.service import Together
from dim.workers import WorkerPools
from dim.workers.fair import current_user

log = logging.getLogger(__name__)


class ScannerControl(Protocol):
    """The part that starts and stops scanners, as routes see it. Each folder of a library has a scanner of its own."""

    async def start(self, endpoint: str) -> None:
        """Start a scanner for every folder; `endpoint` is the server's address for them."""

    async def begin_shutdown(self) -> None:
        """Answer scanners that wait for a task: the server is about to stop."""

    async def stop(self) -> None:
        """Stop them all."""

    async def library_changed(self, library_id: int) -> None:
        """Start, stop and restart scanners so that each folder of a library has one."""

    async def library_removed(self, library_id: int) -> None:
        """Stop its scanners."""

    async def request_task(self, library_id: int, task: str) -> None:
        """Hand a task to the library's scanners as soon as they ask for one."""

    async def next_task(self, folder_id: int, wait: float) -> str | None:
        """The next task of a folder's scanner; None after `wait` seconds without any."""

    def active_folders(self, library_id: int) -> set[int]:
        """The folders whose scanners are running; of external ones, those that sent a request lately."""

    async def stop_scan(self, library_id: int) -> set[int]:
        """Have its scanners stop their scan; the folders whose scanners may have started it, and will report its end."""

    def note_watching(self, folder_id: int, mode: str) -> None:
        """A folder's scanner reports how it notices changes."""

    def watching(self, library_id: int) -> str | None:
        """How its scanners notice changes: "events", or "polling" if one of them polls; None: none reported it."""

    def online(self, library_id: int) -> bool:
        """Whether all its scanners sent a request lately."""

    def note_request(self, folder_id: int) -> None:
        """A folder's scanner sent a request."""


@dataclass(slots=True)
class Server:
    """The parts that the composition root put together."""

    settings: Settings
    database: Database
    hub: Hub
    sign_ins: SignIns
    gate: Gate
    devices: Devices
    throttle: Throttle
    captcha: Captcha
    pools: WorkerPools
    disks: Disks
    storage: LocalStorage
    """Derived files of playback."""
    artwork: ArtworkStore
    found_artwork: WriteBatcher[FoundArtwork]
    search: Search
    sessions: Sessions
    scanners: ScannerControl
    jobs: JobRunner
    duplicate_scan: DuplicateScan
    metadata: Metadata
    write_back: WriteBack
    revisions: Revisions
    together: Together
    dlna: DlnaServer
    casting: Casting
    runtime_settings: RuntimeSettings
    """Settings that change while the server runs."""
    network: LocalNetwork
    remote: Remote
    setup_code: str
    sockets: OpenSockets = field(default_factory=OpenSockets)
    tls: Tls | None = None
    """HTTPS; None: it is off."""
    acme_answer: Callable[[str], str | None] = lambda _token: None
    """The answer to an HTTP challenge of ACME, by its token; None: no order asks for it."""
    pairings: Pairings = field(default_factory=Pairings)
    scan_progress: ScanProgress = field(default_factory=ScanProgress)
    stopping: asyncio.Event = field(default_factory=asyncio.Event)


def server_of(connection: HTTPConnection) -> Server:
    """The server's parts."""
    server: Server = connection.app.state.server
    return server


def disk_problem(server: Server, error: DiskTimeoutError) -> Response:
    """503 that names the library, or the folder, whose disk does not answer."""
    found = server.database.read(libraries.find, error.library_id) if error.library_id is not None else None
    name = f"the library “{found.name}”" if found else error.name or "the library"
    log.warning("The disk of %s does not answer.", name)
    detail = f"The disk of {name} does not answer. Check that it is connected, then try again."
    return problem(503, detail, "disk-not-answering", headers={"Retry-After": "10"})


# Dependencies are coroutines, although they wait for nothing: plain functions would be run on the framework's thread pool.


async def get_server(connection: HTTPConnection) -> Server:
    """The server's parts."""
    return server_of(connection)


ServerDep = Annotated[Server, Depends(get_server)]


def not_signed_in() -> ApiError:
    """401."""
    return ApiError(*PROBLEMS["not-signed-in"])


def require_recent(caller: Caller) -> None:
    """For changes of account security. Raises ApiError 403: the caller did not give a password lately, or uses a token."""
    if not caller.is_recent:
        raise ApiError(*PROBLEMS["sign-in-again"], kind="sign-in-again")


def caller_of(connection: HTTPConnection) -> Caller:
    """The caller of a connection without a body. Raises ApiError 401."""
    token = token_in_headers(connection)
    caller = server_of(connection).gate.caller(token) if token else None
    if caller is None:
        raise not_signed_in()
    return caller


@dataclass(frozen=True)
class Needs:
    """What a route requires of its caller; checked before anything else of the request is read."""

    scope: str
    """The scope that a personal access token needs."""
    roles: tuple[str, ...]
    person: bool = False
    """Whether it needs a sign-in on a device; tokens are refused."""
    recent: bool = False
    """Whether the password must have been given lately."""

    async def __call__(self, request: Request) -> Caller:
        """The caller. Raises ApiError 401, 403."""
        server = server_of(request)
        token = await presented_token(request)
        caller = server.gate.caller(token) if token else None
        if caller is None or token is None:
            raise not_signed_in()
        if caller.user.role not in self.roles:
            raise ApiError(403, _WHO.get(self.roles, "Your account may not do that."))
        if self.person and caller.sign_in is None:
            raise ApiError(403, "That takes a sign-in on a device; a token is not enough.")
        if self.recent:
            require_recent(caller)
        if caller.scopes is not None and self.scope not in caller.scopes:
            raise ApiError(403, f"That token may not be used for this: it lacks the scope “{self.scope}”.")
        if caller.user.role != SCANNER:
            server.database.note_request()
            current_user.set(str(caller.user.id))
        elif caller.folder_id is not None:
            server.scanners.note_request(caller.folder_id)
        await server.gate.note_use(token, address_of(request))
        return caller


@dataclass(frozen=True)
class FreshNeeds(Needs):
    """As `Needs`, for responses with an ETag: a client that has the current one gets 304 before any query."""

    async def __call__(self, request: Request, response: Response) -> Caller:  # type: ignore[override]
        """The caller. Raises ApiError 401, 403. NotModifiedError: the client has the current response."""
        caller = await super().__call__(request)
        response.headers["ETag"] = server_of(request).revisions.check(request, caller.user)
        response.headers["Cache-Control"] = "private, no-cache"
        return caller


def needs_of(dependant: Dependant) -> Needs | None:
    """What a route requires of its caller; None: it is public. The strictest of several."""
    found = [dependant.call] if isinstance(dependant.call, Needs) else []
    found += [needs for part in dependant.dependencies if (needs := needs_of(part)) is not None]
    return min(found, key=lambda needs: len(needs.roles)) if found else None


PEOPLE = (OWNER, ADMIN, MEMBER, CHILD)
_WHO = {
    (OWNER,): "Only the owner of this server may do that.",
    (OWNER, ADMIN): "Only the owner and admins may do that.",
    (OWNER, ADMIN, SCANNER): "Only the owner, admins and the library's scanner may do that.",
    PEOPLE: "A scanner may not do that.",
    (SCANNER,): "This needs the token of a library's scanner.",
}
NEEDS_READER = Needs(READ, (*PEOPLE, SCANNER))
NEEDS_VIEWER = Needs(READ, PEOPLE)
NEEDS_FRESH_READER = FreshNeeds(READ, (*PEOPLE, SCANNER))
NEEDS_FRESH_VIEWER = FreshNeeds(READ, PEOPLE)
NEEDS_WATCHER = Needs(PLAY, PEOPLE)
NEEDS_PERSON = Needs(MANAGE, PEOPLE, person=True)
NEEDS_RECENT_PERSON = Needs(MANAGE, PEOPLE, recent=True)
NEEDS_EDITOR = Needs(MANAGE, (OWNER, ADMIN, SCANNER))
NEEDS_MANAGER = Needs(MANAGE, (OWNER, ADMIN))
NEEDS_RECENT_MANAGER = Needs(MANAGE, (OWNER, ADMIN), recent=True)
NEEDS_RECENT_OWNER = Needs(MANAGE, (OWNER,), recent=True)
NEEDS_OWNER = Needs(MANAGE, (OWNER,))
NEEDS_SCANNER = Needs(MANAGE, (SCANNER,))
Reader = Annotated[Caller, Depends(NEEDS_READER)]
"""Anyone who may read the catalog: people, and a scanner its own library."""
Viewer = Annotated[Caller, Depends(NEEDS_VIEWER)]
"""People, not scanners."""
FreshReader = Annotated[Caller, Depends(NEEDS_FRESH_READER)]
"""As `Reader`, for a response with an ETag."""
FreshViewer = Annotated[Caller, Depends(NEEDS_FRESH_VIEWER)]
"""As `Viewer`, for a response with an ETag."""
Watcher = Annotated[Caller, Depends(NEEDS_WATCHER)]
"""People who play something."""
Person = Annotated[Caller, Depends(NEEDS_PERSON)]
"""A user who is signed in on a device; for changes of their own account."""
RecentPerson = Annotated[Caller, Depends(NEEDS_RECENT_PERSON)]
"""As `Person`, with the password given in the last minutes; for what outlives a stolen token."""
Editor = Annotated[Caller, Depends(NEEDS_EDITOR)]
"""Who may change the catalog: owner and admins, and a scanner its own library."""
Manager = Annotated[Caller, Depends(NEEDS_MANAGER)]
"""Owner and admins."""
RecentManager = Annotated[Caller, Depends(NEEDS_RECENT_MANAGER)]
"""Owner and admins who gave their password in the last minutes; for the security of accounts."""
Owner = Annotated[Caller, Depends(NEEDS_OWNER)]
"""The owner, also with a token of theirs."""
RecentOwner = Annotated[Caller, Depends(NEEDS_RECENT_OWNER)]
"""As `RecentManager`, for the owner."""


async def get_scanner(caller: Annotated[Caller, Depends(NEEDS_SCANNER)], server: ServerDep) -> Folder:
    """The folder of the scanner's token. Raises ApiError 404: it was removed."""
    folder = server.database.read(libraries.folder, caller.folder_id) if caller.folder_id is not None else None
    if folder is None:
        raise not_found()
    return folder


ScannerDep = Annotated[Folder, Depends(get_scanner)]


def address_of(connection: HTTPConnection) -> str:
    """The address of the client: behind a trusted proxy, the one that it forwards."""
    return connection.client.host if connection.client else ""


def is_forwarded(connection: HTTPConnection) -> bool:
    """Whether a request came through a proxy, by its headers."""
    return any(name in connection.headers for name in ("forwarded", "x-forwarded-for", "x-real-ip", "via"))


def is_local(connection: HTTPConnection) -> bool:
    """Whether a request comes from this machine, and not through a proxy on it."""
    if is_forwarded(connection):
        return False
    try:
        return ipaddress.ip_address(address_of(connection)).is_loopback
    except ValueError:
        return False


def check_titles(connection: Connection, user: User, numbers: Sequence[int], field: str) -> None:
    """Raises ApiError 422: one of some ids in a body is no movie or show that the user may see."""
    for place, number in enumerate(numbers):
        found = items.find(connection, number)
        if (
            found is None
            or found.id != found.title_id
            or not user.sees(found.library_id)
            or not user.allowed(found.age)
        ):
            raise ApiError(422, f"There is no movie or show {number}.", f"{field}.{place}")


def visible_item(connection: Connection, user: User, item_id: int, *kinds: str) -> Item:
    """An item that the user may see and that is of one of the kinds (none given: any). Raises ApiError 404."""
    found = items.find(connection, item_id)
    if (
        found is None
        or not user.sees(found.library_id)
        or not user.allowed(found.age)
        or (kinds and found.kind not in kinds)
    ):
        raise not_found()
    return found
