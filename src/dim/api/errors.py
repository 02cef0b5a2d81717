"""Problems as RFC 9457 has them: application/problem+json with a stable `type`."""

import logging
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from sqlalchemy.exc import OperationalError
from starlette.exceptions import HTTPException

log = logging.getLogger(__name__)
TITLES = {400: "bad-request", 401: "not-signed-in", 403: "not-allowed", 404: "not-found", 405: "method-not-allowed",
          409: "conflict",
          410: "gone", 413: "too-large", 422: "not-usable", 500: "internal", 503: "unavailable", 507: "disk-full"}  # fmt: skip


class Problem(BaseModel):
    """What went wrong: `detail` is for a person, `type` for a program, `field` names the input where there is one."""

    type: str
    title: str
    status: int
    detail: str
    field: str | None = None


class ApiError(Exception):
    """Raised by routes and dependencies; becomes a problem."""

    def __init__(self, status: int, detail: str, field: str | None = None, kind: str | None = None) -> None:
        super().__init__(detail)
        self.status, self.detail, self.field = status, detail, field
        self.kind = kind or TITLES.get(status, "error")


NOT_FOUND = "There is nothing of that id, or it is not shared with you."


def not_found(detail: str = NOT_FOUND) -> ApiError:
    """404, also for what exists but is not shared: an id of others gives nothing away."""
    return ApiError(404, detail)


def problem(
    status: int, detail: str, kind: str | None = None, field: str | None = None, headers: dict[str, str] | None = None
) -> JSONResponse:
    """A problem as a response."""
    kind = kind or TITLES.get(status, "error")
    body: dict[str, Any] = {
        "type": f"urn:dim:problem:{kind}",
        "title": kind.replace("-", " ").capitalize(),
        "status": status,
        "detail": detail,
    }
    if field:
        body["field"] = field
    return JSONResponse(body, status, headers, "application/problem+json")


def install(app: FastAPI) -> None:
    """Turn every exception that reaches the edge into a problem."""

    @app.exception_handler(ApiError)
    async def api_error(_request: Request, error: ApiError) -> JSONResponse:
        headers = {"WWW-Authenticate": "Bearer"} if error.status == 401 else None
        return problem(error.status, error.detail, error.kind, error.field, headers)

    @app.exception_handler(HTTPException)
    async def http_error(request: Request, error: HTTPException) -> JSONResponse:
        detail = f"There is no {request.url.path}." if error.status_code == 404 else str(error.detail) + "."
        return problem(error.status_code, detail, headers=dict(error.headers or {}))

    @app.exception_handler(RequestValidationError)
    async def invalid(_request: Request, error: RequestValidationError) -> JSONResponse:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"][1:]) or str(first["loc"][0])
        return problem(422, f"{field}: {first['msg']}.", field=field)

    @app.exception_handler(OperationalError)
    async def database_error(request: Request, error: OperationalError) -> JSONResponse:
        if "disk is full" in str(error.orig):
            return problem(
                507, "The disk of Dim's data folder is full; nothing was written. Make room on it, then try again."
            )
        return await unexpected(request, error)

    @app.exception_handler(Exception)
    async def unexpected(request: Request, error: Exception) -> JSONResponse:
        log.exception("%s %s failed", request.method, request.url.path, exc_info=error)
        return problem(500, "Dim made a mistake. What went wrong is in the server's log.")
