"""Health, and the API's documentation; public."""

from fastapi import Request
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel

import dim
from dim.accounts import users
from dim.api import asyncapi
from dim.api.context import ServerDep, is_local
from dim.api.requests.routing import Router
from dim.api.web import page_of

router = Router(tags=["health"])


class Health(BaseModel):
    """`state`: "setup" until the owner's account exists, then "ready". `setup_code_needed`: to create it from this address."""

    name: str
    version: str
    state: str
    setup_code_needed: bool


@router.get("/health")
async def health(request: Request, server: ServerDep) -> Health:
    """Version and state."""
    ready = server.database.read(users.exists)
    return Health(
        name="Dim",
        version=dim.__version__,
        state="ready" if ready else "setup",
        setup_code_needed=not ready and not is_local(request),
    )


@router.get("/api/v1/openapi.json", include_in_schema=False)
async def openapi(request: Request) -> Response:
    """The OpenAPI document, with this server's address."""
    found = dict(request.app.openapi())
    prefix = request.app.state.server.settings.prefix
    return JSONResponse({**found, "servers": [{"url": prefix or "/"}]})


@router.get("/api/v1/asyncapi.json", include_in_schema=False)
async def asyncapi_document() -> Response:
    """The AsyncAPI document of the socket."""
    return JSONResponse(asyncapi.document())


@router.get("/api/v1/docs", include_in_schema=False)
async def docs(server: ServerDep) -> Response:
    """The API's interactive documentation, from this machine."""
    return page_of("docs.html", server.settings.prefix)
