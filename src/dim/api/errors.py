"""Problems as RFC 9457 has them: application/problem+json with a stable `type`."""

import logging

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from sqlalchemy.exc import DataError, IntegrityError, OperationalError
from starlette.exceptions import HTTPException

from dim.catalog.items import VanishedError
from dim.db.engine import is_missing_reference

log = logging.getLogger(__name__)

PROBLEMS: dict[str, tuple[int, str]] = {
    "bad-request": (400, "There was an error parsing the body."),
    "authorization-pending": (400, "Nobody has approved this device yet."),
    "polling-too-often": (400, "This device asks too often. Wait 5 seconds longer between requests."),
    "access-denied": (400, "The request of this device was denied."),
    "expired-token": (400, "The code has expired or was used. Ask for a new one."),
    "not-signed-in": (401, "Sign in first: this needs a valid token."),
    "wrong-credentials": (401, "The name or the password is wrong."),
    "not-allowed": (403, "Only the owner and admins may do that."),
    "sign-in-again": (403, "That concerns the security of accounts: sign in again with your password. A token is not enough."),
    "wrong-password": (403, "The name or the password is wrong."),
    "last-owner": (403, "The last owner stays: make someone else an owner first."),
    "not-found": (404, "That does not exist, or it is not shared with you."),
    "method-not-allowed": (405, "Method Not Allowed."),
    "no-trash": (409, "The file's disk has no trash. Delete it for good, or leave it."),
    "not-mergeable": (409, "A movie and an episode cannot be one."),
    "not-fixable": (409, "Some of the files are not there any more. Look at the list again."),
    "not-movable": (409, "/media/shows/Show.mkv is there already. Rename one of them."),
    "not-stoppable": (409, "Only a scan can be stopped."),
    "fixed-setting": (409, "dlna is set by the environment variable DIM_DLNA. Change it there, and restart Dim."),
    "conflict": (409, "Something else was changed at the same time. Try again."),
    "request-timeout": (408, "The request took too long to arrive."),
    "gone": (410, "The file was replaced, moved or deleted while it was played. Start it again."),
    "ended": (410, "Ada ended this stream: it is late."),
    "too-large": (413, "The request is too large."),
    "uri-too-long": (414, "The address is too long."),
    "not-satisfiable": (416, "The file is not that long."),
    "misdirected": (421, "Create the first account at an address or name of this machine, or set DIM_ALLOWED_HOSTS."),
    "not-usable": (422, "year: Input should be a valid integer."),
    "not-playable": (422, "“Film.mkv” cannot be played: its video is broken."),
    "slow-down": (429, "Too many wrong passwords. Try again in 8 seconds."),
    "request-header-fields-too-large": (431, "The head of the request is too large."),
    "internal": (500, "Dim made a mistake. What went wrong is in the server's log."),
    "not-possible": (409, "Nothing plays on “Living room”. Play something first."),
    "provider-not-answering": (409, "TMDB did not answer within 20 s. Try again later."),
    "disk-not-answering": (503, "The disk of the library “Films” does not answer. Check that it is connected, then try again."),
    "busy": (503, "This machine encodes 2 videos at a time, and others are being encoded. Try again in a minute."),
    "player-gone": (504, "“Living room” is not connected. Open Dim on it."),
    "disk-full": (507, "The disk of Dim's data folder is full; nothing was written. Make room on it, then try again."),
}  # fmt: skip
"""Every kind of problem: its status, and an example of what it says. Kinds are never renamed (docs/api.md, "Compatibility")."""
DISK_FULL = ("disk is full", "No space left on device")
"""What SQLite and PostgreSQL say then."""
BY_STATUS = {status: kind for kind, (status, _) in reversed(PROBLEMS.items())}


class Problem(BaseModel):
    """A problem: `detail` is for people, `type` for programs, `field` names the input, if any."""

    type: str
    title: str
    status: int
    detail: str
    field: str | None = None
    error: str | None = None
    """The error code of RFC 8628, 3.5, where a device polls for its sign-in."""


class ApiError(Exception):
    """Raised by routes and dependencies; becomes a problem. `kind` is one of PROBLEMS; without it, the first of the status.

    `error`: an error code of RFC 8628.
    """

    def __init__(
        self, status: int, detail: str, field: str | None = None, kind: str | None = None, headers: dict[str, str] | None = None,
        error: str | None = None,
    ) -> None:  # fmt: skip
        super().__init__(detail)
        self.status, self.detail, self.field, self.headers, self.error = status, detail, field, headers, error
        self.kind = kind or BY_STATUS.get(status, "error")


NOT_FOUND = PROBLEMS["not-found"][1]


def not_found(detail: str = NOT_FOUND) -> ApiError:
    """404; also for items that exist but are not shared, so that ids reveal nothing."""
    return ApiError(404, detail)


def body_of(
    status: int, detail: str, kind: str | None = None, field: str | None = None, error: str | None = None
) -> dict[str, object]:
    """A problem's JSON."""
    kind = kind or BY_STATUS.get(status, "error")
    title = kind.replace("-", " ").capitalize()
    body: dict[str, object] = {"type": f"urn:dim:problem:{kind}", "title": title, "status": status, "detail": detail}
    return body | {name: value for name, value in (("field", field), ("error", error)) if value}


def problem(
    status: int, detail: str, kind: str | None = None, field: str | None = None, headers: dict[str, str] | None = None,
    error: str | None = None,
) -> JSONResponse:  # fmt: skip
    """A problem as a response."""
    # what a client sent may come back in `detail`, and it may be no text that JSON can carry
    body = body_of(status, detail.encode("utf-8", "replace").decode(), kind, field, error)
    return JSONResponse(body, status, headers, "application/problem+json")


def first_error(error: RequestValidationError) -> tuple[str, str]:
    """The name of the first invalid input, and what is wrong with it; unknown fields come first."""
    errors = error.errors()
    first = next((one for one in errors if one["type"] == "unknown_fields"), errors[0])
    if first["type"] == "unknown_fields":  # where a field may be one of several models, their names are part of `loc`
        places = [str(part) for part in first["loc"][1:] if not str(part)[:1].isupper()]
        names = [*places, str(first["ctx"]["names"][0])]
        return ".".join(names).encode("utf-8", "replace").decode()[:200], f"{first['msg']}."
    field = ".".join(str(part) for part in first["loc"][1:]) or str(first["loc"][0])
    field = field.encode("utf-8", "replace").decode()[:200]
    return field, f"{field}: {first['msg']}."


def install(app: FastAPI) -> None:
    """Turn every exception that leaves a route into a problem."""

    @app.exception_handler(ApiError)
    async def api_error(_request: Request, error: ApiError) -> JSONResponse:
        headers = {"WWW-Authenticate": "Bearer"} if error.status == 401 else error.headers
        return problem(error.status, error.detail, error.kind, error.field, headers, error.error)

    @app.exception_handler(HTTPException)
    async def http_error(request: Request, error: HTTPException) -> JSONResponse:
        detail = f"There is no {request.url.path}." if error.status_code == 404 else str(error.detail).rstrip(".") + "."
        return problem(error.status_code, detail, headers=dict(error.headers or {}))

    @app.exception_handler(RequestValidationError)
    async def invalid(_request: Request, error: RequestValidationError) -> JSONResponse:
        field, detail = first_error(error)
        return problem(422, detail, "not-usable", field)

    @app.exception_handler(OperationalError)
    async def database_error(request: Request, error: OperationalError) -> JSONResponse:
        if any(words in str(error.orig) for words in DISK_FULL):
            return problem(*PROBLEMS["disk-full"])
        return await unexpected(request, error)

    @app.exception_handler(VanishedError)
    async def vanished(request: Request, error: VanishedError) -> JSONResponse:
        log.info("%s %s came too late: %s", request.method, request.url.path, error)
        return problem(404, NOT_FOUND)

    @app.exception_handler(IntegrityError)
    async def conflict(request: Request, error: IntegrityError) -> JSONResponse:
        log.info("%s %s conflicts with what is in the database: %s", request.method, request.url.path, error)
        # an id of the request names what was removed since the route looked; a scanner's report has no ids that could vanish
        if is_missing_reference(error) and not request.url.path.endswith("/scanner/reports"):
            return problem(404, NOT_FOUND)
        return problem(*PROBLEMS["conflict"], "conflict")

    @app.exception_handler(DataError)
    async def not_storable(request: Request, error: DataError) -> JSONResponse:
        # a NUL in a text, a number beyond 32 bits: SQLite takes both, PostgreSQL neither
        log.info("%s %s has a value that the database cannot store: %s", request.method, request.url.path, error.orig)
        return problem(422, "A value has characters, or is a number, that cannot be stored.", "not-usable")

    @app.exception_handler(Exception)
    async def unexpected(request: Request, error: Exception) -> JSONResponse:
        log.exception("%s %s failed", request.method, request.url.path, exc_info=error)
        return problem(*PROBLEMS["internal"])
